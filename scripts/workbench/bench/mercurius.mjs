// Mercurius with its JIT and the Node driver of MongoDB; packages are installed by the bench.
import Fastify from 'fastify'
import mercurius from 'mercurius'
import { MongoClient } from 'mongodb'
import { GraphQLScalarType } from 'graphql'

const schema = `
  scalar DateTime
  type Agency { id: ID! name: String! }
  type Check { key: ID! at: DateTime! outcome: String! summary: String }
  type Review { key: ID! at: DateTime! conclusion: String! reasons: String }
  type Case {
    id: ID! code: String! state: String! claim: String version: Int! changedAt: DateTime! lead: Agency!
    checks: [Check!]! expressionReviews: [Review!]!
  }
  type Edge { node: Case! }
  type PageInfo { hasNextPage: Boolean! }
  type Page { edges: [Edge!]! pageInfo: PageInfo! }
  type Query { case(id: ID!): Case cases(first: Int!): Page! }
`
const client = await new MongoClient(process.env.BENCH_URI).connect()
const cases = client.db(process.env.BENCH_DATABASE).collection('plain_cases')
const resolvers = {
  DateTime: new GraphQLScalarType({ name: 'DateTime', serialize: value => value.toISOString() }),
  Case: {
    id: row => row._id,
    version: row => row.n,
    changedAt: row => row.changed_at,
    lead: row => ({ id: row.lead, name: row.lead }),
    expressionReviews: row => row.expression_reviews
  },
  Check: { key: check => check.id },
  Review: { key: review => review.id },
  Query: {
    case: (_, { id }) => cases.findOne({ _id: id }),
    cases: async (_, { first }) => {
      const rows = await cases.find({}).sort({ opened_at: -1, _id: -1 }).limit(first + 1).toArray()
      return { edges: rows.slice(0, first).map(node => ({ node })), pageInfo: { hasNextPage: rows.length > first } }
    }
  }
}
const app = Fastify()
app.register(mercurius, { schema, resolvers, jit: 1 })
await app.listen({ host: '127.0.0.1', port: Number(process.argv[2]) })
