"""Bytes as they were once written: events and states of every kind (RFC 8785).

The record is never migrated: they have to be read, folded and written again to the same bytes for as long as
Casebook lives. Add to these lines; never change one.
"""

from tests.support.old_accounts import ACCOUNTS
from tests.support.old_answered import ANSWERED
from tests.support.old_consolidated import CONSOLIDATED
from tests.support.old_life import LIFE
from tests.support.old_matters import PUBLIC_REQUESTS
from tests.support.old_papers import PAPERS
from tests.support.old_pathways import PATHWAYS
from tests.support.old_press import PRESS
from tests.support.old_records import RECORDS
from tests.support.old_registry import REGISTRY
from tests.support.old_reports import REPORTS
from tests.support.old_subscriptions import SUBSCRIPTIONS
from tests.support.old_taken_back import TAKEN_BACK
from tests.support.old_told import TOLD

# stream -> its events (name and data), and the state they leave
OLD: dict[str, tuple[tuple[tuple[str, str], ...], str]] = {
    "case-full": (
        (
            (
                "case.reported",
                '{"areas":["area-north"],"category":"HEALTH","claim":{"commitment":"01","group":"g1"},'
                '"code":"CB-2026-000001","concerns":["agency-commune"],"lead":"agency-lead",'
                '"medium":"SOCIAL_NETWORK","place":{"commitment":"02","group":"g1"},'
                '"published_at":"2026-06-29T01:02:03.456Z","receipt":{"channel":"POST",'
                '"delivered_on":"2026-06-29","detected_at":"2026-06-30T03:00:00.000Z",'
                '"document_number":{"commitment":"03","group":"g1"},"note":{"commitment":"04","group":"g1"},'
                '"postmark_on":"2026-06-28","received_at":"2026-07-01T02:00:00.000Z"},'
                '"regulation":"14/2021/QĐ-UBND","reporter":"agency-land","url":{"commitment":"05",'
                '"group":"g1"}}',
            ),
            (
                "case.screened",
                '{"areas":["area-north"],"assigned":"agency-health","category":"HEALTH",'
                '"concerns":["agency-commune"],"note":{"commitment":"06","group":"g1"}}',
            ),
            ("case.checking-started", '{"focal":"officer-health-handler"}'),
            (
                "case.check-recorded",
                '{"check":{"agency":"agency-health","at":"2026-07-01T02:00:00.000Z","cycle":1,"id":"id-1",'
                '"method":"OWN_RECORDS","officer":"officer-health-handler","outcome":"AS_REPORTED",'
                '"summary":{"commitment":"07","group":"g1"}}}',
            ),
            (
                "case.expression-reviewed",
                '{"review":{"agency":"agency-lead","at":"2026-07-01T02:00:00.000Z","conclusion":"PROTECTED",'
                '"cycle":1,"expression":"CRITICISM","false_fact":{"commitment":"08","group":"g1"},"id":"id-1",'
                '"officer":"officer-lead-handler","provision":"provision-1","reasons":{"commitment":"09",'
                '"group":"g1"},"role":"LEAD"}}',
            ),
            (
                "case.agency-notified",
                '{"notice":{"about":"case.reported","agency":"agency-lead","at":"2026-07-01T02:00:00.000Z"}}',
            ),
            (
                "case.closed",
                '{"closure":{"agency":"agency-lead","at":"2026-07-01T02:00:00.000Z","informed":"BY_DOCUMENT",'
                '"officer":"officer-lead-handler","reason":"PROTECTED","reasons":{"commitment":"0a",'
                '"group":"g1"}}}',
            ),
        ),
        '{"areas":["area-north"],"assigned":"agency-health","category":"HEALTH",'
        '"checks":[{"agency":"agency-health","at":"2026-07-01T02:00:00.000Z","cycle":1,"id":"id-1",'
        '"method":"OWN_RECORDS","officer":"officer-health-handler","outcome":"AS_REPORTED",'
        '"summary":{"commitment":"07","group":"g1"}}],"claim":{"commitment":"01","group":"g1"},'
        '"closure":{"agency":"agency-lead","at":"2026-07-01T02:00:00.000Z","informed":"BY_DOCUMENT",'
        '"officer":"officer-lead-handler","reason":"PROTECTED","reasons":{"commitment":"0a","group":"g1"}},'
        '"code":"CB-2026-000001","concerns":["agency-commune"],"expression_reviews":[{"agency":"agency-lead",'
        '"at":"2026-07-01T02:00:00.000Z","conclusion":"PROTECTED","cycle":1,"expression":"CRITICISM",'
        '"false_fact":{"commitment":"08","group":"g1"},"id":"id-1","officer":"officer-lead-handler",'
        '"provision":"provision-1","reasons":{"commitment":"09","group":"g1"},"role":"LEAD"}],'
        '"focal":"officer-health-handler","id":"case-full","lead":"agency-lead","medium":"SOCIAL_NETWORK",'
        '"members":["agency-lead","agency-land","agency-health"],"notices":[{"about":"case.reported",'
        '"agency":"agency-lead","at":"2026-07-01T02:00:00.000Z"}],"place":{"commitment":"02","group":"g1"},'
        '"published_at":"2026-06-29T01:02:03.456Z","receipt":{"channel":"POST","delivered_on":"2026-06-29",'
        '"detected_at":"2026-06-30T03:00:00.000Z","document_number":{"commitment":"03","group":"g1"},'
        '"note":{"commitment":"04","group":"g1"},"postmark_on":"2026-06-28",'
        '"received_at":"2026-07-01T02:00:00.000Z"},"regulation":"14/2021/QĐ-UBND","reporter":"agency-land",'
        '"screening_note":{"commitment":"06","group":"g1"},"state":"CLOSED","url":{"commitment":"05",'
        '"group":"g1"}}',
    ),
    "case-plain": (
        (
            (
                "case.reported",
                '{"claim":{"commitment":"01","group":"g1"},"code":"CB-2026-000001","lead":"agency-lead",'
                '"medium":"SOCIAL_NETWORK","receipt":{"channel":"E_DOCUMENT",'
                '"detected_at":"2026-06-30T03:00:00.000Z","received_at":"2026-07-01T02:00:00.000Z"},'
                '"regulation":"14/2021/QĐ-UBND","reporter":"agency-land","url":{"commitment":"05",'
                '"group":"g1"}}',
            ),
        ),
        '{"claim":{"commitment":"01","group":"g1"},"code":"CB-2026-000001","id":"case-plain",'
        '"lead":"agency-lead","medium":"SOCIAL_NETWORK","members":["agency-lead","agency-land"],'
        '"receipt":{"channel":"E_DOCUMENT","detected_at":"2026-06-30T03:00:00.000Z",'
        '"received_at":"2026-07-01T02:00:00.000Z"},"regulation":"14/2021/QĐ-UBND","reporter":"agency-land",'
        '"state":"RECEIVED","url":{"commitment":"05","group":"g1"}}',
    ),
    "case-imported": (
        (
            (
                "case.imported",
                '{"imported":{"row":7,"source":{"commitment":"0b","group":"g1"},"undated":true},'
                '"reported":{"claim":{"commitment":"0c","group":"g1"},"code":"CB-2026-000001",'
                '"lead":"agency-lead","medium":"WEBSITE","receipt":{"received_at":"2026-07-01T02:00:00.000Z"},'
                '"regulation":"14/2021/QĐ-UBND","reporter":"agency-land","url":{"commitment":"0d",'
                '"group":"g1"}}}',
            ),
        ),
        '{"claim":{"commitment":"0c","group":"g1"},"code":"CB-2026-000001","id":"case-imported",'
        '"imported":{"row":7,"source":{"commitment":"0b","group":"g1"},"undated":true},"lead":"agency-lead",'
        '"medium":"WEBSITE","members":["agency-lead","agency-land"],'
        '"receipt":{"received_at":"2026-07-01T02:00:00.000Z"},"regulation":"14/2021/QĐ-UBND",'
        '"reporter":"agency-land","state":"RECEIVED","url":{"commitment":"0d","group":"g1"}}',
    ),
    "agency-one": (
        (
            (
                "agency.registered",
                '{"area":"area-north","certainty":"UNCONFIRMED","kind":"COMMUNE","source":"NQ 1",'
                '"span":{"since":"2025-07-01","until":"2030-01-01"}}',
            ),
            (
                "agency.named",
                '{"name":{"name":"Ủy ban nhân dân xã Một","short":"UBND xã Một","source":"NQ 1",'
                '"span":{"since":"2025-07-01","until":"2030-01-01"}}}',
            ),
            (
                "agency.competence-granted",
                '{"competence":{"areas":["area-north"],"categories":["HEALTH"],"source":"QĐ 2",'
                '"span":{"since":"2025-07-01","until":"2030-01-01"},"task":"VERIFY"}}',
            ),
            (
                "agency.succeeded",
                '{"succession":{"certainty":"UNCONFIRMED","functions":["health"],"on":"2030-01-01",'
                '"source":"NQ 3","successor":"agency-land","whole":true}}',
            ),
            ("agency.confirmed", '{"source":"QĐ 4"}'),
        ),
        '{"area":"area-north","competences":[{"areas":["area-north"],"categories":["HEALTH"],"source":"QĐ 2",'
        '"span":{"since":"2025-07-01","until":"2030-01-01"},"task":"VERIFY"}],"id":"agency-one",'
        '"kind":"COMMUNE","names":[{"name":"Ủy ban nhân dân xã Một","short":"UBND xã Một","source":"NQ 1",'
        '"span":{"since":"2025-07-01","until":"2030-01-01"}}],"source":"QĐ 4","span":{"since":"2025-07-01",'
        '"until":"2030-01-01"},"successions":[{"certainty":"UNCONFIRMED","functions":["health"],'
        '"on":"2030-01-01","source":"NQ 3","successor":"agency-land","whole":true}]}',
    ),
    "officer-one": (
        (
            (
                "officer.appointed",
                '{"agency":"agency-health","appointment":{"commitment":"0e","group":"g1"},"posts":["HANDLER",'
                '"SIGNATORY"],"span":{"since":"2025-07-01","until":"2030-01-01"},"subject":{"commitment":"0f",'
                '"group":"g1"}}',
            ),
            ("officer.dismissed", '{"on":"2026-01-01"}'),
        ),
        '{"agency":"agency-health","appointment":{"commitment":"0e","group":"g1"},"id":"officer-one",'
        '"posts":["HANDLER","SIGNATORY"],"span":{"since":"2025-07-01","until":"2026-01-01"},'
        '"subject":{"commitment":"0f","group":"g1"}}',
    ),
    "lead-one": (
        (
            (
                "lead.assigned",
                '{"agency":"agency-lead","certainty":"UNCONFIRMED","source":"QĐ 6",'
                '"span":{"since":"2025-07-01","until":"2030-01-01"}}',
            ),
        ),
        '{"agency":"agency-lead","certainty":"UNCONFIRMED","id":"lead-one","source":"QĐ 6",'
        '"span":{"since":"2025-07-01","until":"2030-01-01"}}',
    ),
    "area-one": (
        (
            (
                "area.defined",
                '{"certainty":"UNCONFIRMED","level":"COMMUNE","name":"Xã Một","source":"NQ 7",'
                '"span":{"since":"2025-07-01","until":"2030-01-01"}}',
            ),
        ),
        '{"certainty":"UNCONFIRMED","id":"area-one","level":"COMMUNE","name":"Xã Một","source":"NQ 7",'
        '"span":{"since":"2025-07-01","until":"2030-01-01"}}',
    ),
    "holidays-2026": (
        (("holidays.set", '{"days":["2026-01-01","2026-02-17"],"source":"TB 8","worked":["2026-02-14"],"year":2026}'),),
        '{"days":["2026-01-01","2026-02-17"],"id":"holidays-2026","source":"TB 8","worked":["2026-02-14"],"year":2026}',
    ),
    "access-reads": (
        (
            (
                "access.recorded",
                '{"agency":"agency-land","reads":[{"at":"2026-07-01T02:00:00.000Z","client":"tests","count":1,'
                '"purpose":"HANDLING","reading":"HISTORY","streams":["case-full"],'
                '"subject":"officer-land-handler"},{"at":"2026-07-01T02:00:00.000Z","client":"machine",'
                '"count":50,"filters":["states"],"reading":"CASES","subject":"subject-1"}]}',
            ),
        ),
        '{"agency":"agency-land","id":"access-reads","reads":[{"at":"2026-07-01T02:00:00.000Z",'
        '"client":"tests","count":1,"purpose":"HANDLING","reading":"HISTORY","streams":["case-full"],'
        '"subject":"officer-land-handler"},{"at":"2026-07-01T02:00:00.000Z","client":"machine","count":50,'
        '"filters":["states"],"reading":"CASES","subject":"subject-1"}]}',
    ),
    "access-refusal": (
        (
            (
                "access.refused",
                '{"action":"closeCase","agency":"agency-land","at":"2026-07-01T02:00:00.000Z",'
                '"client":"machine","code":"scope-missing","stream":"case-full","subject":"subject-1"}',
            ),
        ),
        '{"agency":"agency-land","id":"access-refusal","refused":{"action":"closeCase","agency":"agency-land",'
        '"at":"2026-07-01T02:00:00.000Z","client":"machine","code":"scope-missing","stream":"case-full",'
        '"subject":"subject-1"}}',
    ),
    **ANSWERED,
    **CONSOLIDATED,
    **LIFE,
    **PUBLIC_REQUESTS,
    **PAPERS,
    **PATHWAYS,
    **TAKEN_BACK,
    **RECORDS,
    **REGISTRY,
    **REPORTS,
    **ACCOUNTS,
    **PRESS,
    **SUBSCRIPTIONS,
    **TOLD,
}
