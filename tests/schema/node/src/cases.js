import { graphql } from "relay-runtime";

export const row = graphql`
  fragment cases_row on Case @refetchable(queryName: "cases_rowQuery") {
    ...cases_content
    id
    version
    allowedActions(allowed: true) { action }
    asOf(moment: { version: 1 }) { version ...cases_content }
    duplicates { id code }
  }
`;
export const content = graphql`
  fragment cases_content on CaseContent { code state claim checks { key outcome } rounds { key outcome } areas { id name } }
`;
export const list = graphql`
  fragment cases_list on Query
  @refetchable(queryName: "cases_listQuery")
  @argumentDefinitions(first: { type: "Int", defaultValue: 20 }, after: { type: "String" }) {
    cases(first: $first, after: $after) @connection(key: "cases_cases") { edges { node { id ...cases_row } } }
  }
`;
export const page = graphql`
  query cases_pageQuery { ...cases_list me { agency { id name } } }
`;
export const notices = graphql`
  query cases_noticesQuery($id: ID!) {
    node(id: $id) { ... on PressNotice { state publication { id noticeId state } } ... on Publication { published: state current { title } } }
    publications(first: 5) { edges { node { id state } } }
  }
`;
export const close = graphql`
  mutation cases_closeMutation($input: CloseCaseInput!) {
    closeCase(input: $input) { case { ...cases_row } receipt { version leaf } problems { code messageEn ... on VersionConflict { currentVersion } } }
  }
`;
export const changes = graphql`
  subscription cases_changedSubscription($after: String) { caseChanged(after: $after) { cursor case { id state } } }
`;
