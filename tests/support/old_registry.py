"""Bytes of the registry's corrections, of substitutes and successions, as they were once written."""

REGISTRY: dict[str, tuple[tuple[tuple[str, str], ...], str]] = {
    "agency-merged": (
        (
            (
                "agency.registered",
                '{"certainty":"CONFIRMED","kind":"DEPARTMENT","source":"QĐ 10","span":{"since":"2021-07-04"}}',
            ),
            (
                "agency.succeeded",
                '{"succession":{"certainty":"UNCONFIRMED","functions":["press"],"on":"2030-01-01",'
                '"source":"?","successor":"agency-land","whole":false}}',
            ),
            (
                "agency.succession-confirmed",
                '{"succession":{"functions":["press"],"on":"2030-01-01","source":"NQ 11",'
                '"successor":"agency-land","whole":false}}',
            ),
        ),
        '{"id":"agency-merged","kind":"DEPARTMENT","source":"QĐ 10","span":{"since":"2021-07-04"},'
        '"successions":[{"functions":["press"],"on":"2030-01-01","source":"NQ 11",'
        '"successor":"agency-land","whole":false}]}',
    ),
    "lead-substitute": (
        (
            (
                "lead.assigned",
                '{"agency":"agency-land","certainty":"UNCONFIRMED","part":"SUBSTITUTE","source":"?",'
                '"span":{"since":"2026-01-01"}}',
            ),
            (
                "lead.confirmed",
                '{"on":"2026-02-01","source":"QĐ 12"}',
            ),
        ),
        '{"agency":"agency-land","id":"lead-substitute","part":"SUBSTITUTE","source":"QĐ 12",'
        '"span":{"since":"2026-01-01"}}',
    ),
    "area-sure": (
        (
            (
                "area.defined",
                '{"certainty":"UNCONFIRMED","level":"COMMUNE","name":"Xã Ba","source":"?",'
                '"span":{"since":"2025-07-01"}}',
            ),
            (
                "area.confirmed",
                '{"on":"2026-02-02","source":"NQ 13"}',
            ),
        ),
        '{"id":"area-sure","level":"COMMUNE","name":"Xã Ba","source":"NQ 13","span":{"since":"2025-07-01"}}',
    ),
    "holidays-2027": (
        (
            (
                "holidays.set",
                '{"certainty":"UNCONFIRMED","days":["2027-01-01"],"source":"?","year":2027}',
            ),
            (
                "holidays.confirmed",
                '{"on":"2026-12-01","source":"TB 14"}',
            ),
            (
                "holidays.corrected",
                '{"days":["2027-01-01","2027-02-08"],"on":"2026-12-02","source":"TB 15","worked":["2027-02-13"]}',
            ),
        ),
        '{"days":["2027-01-01","2027-02-08"],"id":"holidays-2027","source":"TB 15",'
        '"worked":["2027-02-13"],"year":2027}',
    ),
    "case-passed": (
        (
            (
                "case.reported",
                '{"claim":{"commitment":"a0","group":"g1"},"code":"CB-2026-000009",'
                '"concerns":["agency-lead"],"lead":"agency-lead","medium":"FORUM",'
                '"receipt":{"channel":"EMAIL","detected_at":"2026-07-06T01:00:00.000Z",'
                '"received_at":"2026-07-06T01:00:00.000Z"},"regulation":"14/2021/QĐ-UBND",'
                '"reporter":"agency-health"}',
            ),
            (
                "case.lead-passed",
                '{"assignment":"lead-substitute","former":"agency-lead","part":"SUBSTITUTE",'
                '"source":"QĐ 12","successor":"agency-land"}',
            ),
        ),
        '{"claim":{"commitment":"a0","group":"g1"},"code":"CB-2026-000009",'
        '"concerns":["agency-lead"],"id":"case-passed","lead":"agency-land","medium":"FORUM",'
        '"members":["agency-lead","agency-health","agency-land"],"receipt":{"channel":"EMAIL",'
        '"detected_at":"2026-07-06T01:00:00.000Z","received_at":"2026-07-06T01:00:00.000Z"},'
        '"regulation":"14/2021/QĐ-UBND","reporter":"agency-health","state":"RECEIVED"}',
    ),
    "case-removals": (
        (
            (
                "case.reported",
                '{"claim":{"commitment":"a5","group":"g1"},"code":"CB-2026-000010",'
                '"lead":"agency-lead","medium":"FORUM","receipt":{"channel":"EMAIL",'
                '"detected_at":"2026-07-06T01:00:00.000Z","received_at":"2026-07-06T01:00:00.000Z"},'
                '"regulation":"14/2021/QĐ-UBND","reporter":"agency-health"}',
            ),
            (
                "case.reopened",
                '{"reopening":{"at":"2026-07-06T01:00:00.000Z","document_number":{"commitment":"a6",'
                '"group":"g1"},"from_state":"CLOSED","ground":"COMMITTEE_REQUEST",'
                '"officer":"officer-lead-signatory","reasons":{"commitment":"a7","group":"g1"},'
                '"removals":["takedown-1"]}}',
            ),
        ),
        '{"claim":{"commitment":"a5","group":"g1"},"code":"CB-2026-000010","cycle":2,'
        '"id":"case-removals","lead":"agency-lead","medium":"FORUM","members":["agency-lead",'
        '"agency-health"],"receipt":{"channel":"EMAIL","detected_at":"2026-07-06T01:00:00.000Z",'
        '"received_at":"2026-07-06T01:00:00.000Z"},"regulation":"14/2021/QĐ-UBND",'
        '"reopenings":[{"at":"2026-07-06T01:00:00.000Z","document_number":{"commitment":"a6",'
        '"group":"g1"},"from_state":"CLOSED","ground":"COMMITTEE_REQUEST",'
        '"officer":"officer-lead-signatory","reasons":{"commitment":"a7","group":"g1"},'
        '"removals":["takedown-1"]}],"reporter":"agency-health","state":"CHECKING"}',
    ),
    "directive-merged": (
        (
            (
                "directive.issued",
                '{"addressees":["agency-health","agency-land"],"agency":"agency-ppc",'
                '"at":"2026-07-06T01:00:00.000Z","content":{"commitment":"a2","group":"g1"},'
                '"document_number":{"commitment":"a1","group":"g1"},'
                '"due_at":"2026-07-06T01:00:00.000Z","officer":"officer-ppc-signatory"}',
            ),
            (
                "directive.answered",
                '{"result":{"addressees":["agency-health","agency-land"],"agency":"agency-heir",'
                '"at":"2026-07-06T01:00:00.000Z","document_number":{"commitment":"a3","group":"g1"},'
                '"officer":"officer-heir","text":{"commitment":"a4","group":"g1"}}}',
            ),
        ),
        '{"addressees":["agency-health","agency-land"],"agency":"agency-ppc",'
        '"at":"2026-07-06T01:00:00.000Z","content":{"commitment":"a2","group":"g1"},'
        '"document_number":{"commitment":"a1","group":"g1"},"due_at":"2026-07-06T01:00:00.000Z",'
        '"id":"directive-merged","officer":"officer-ppc-signatory",'
        '"results":[{"addressees":["agency-health","agency-land"],"agency":"agency-heir",'
        '"at":"2026-07-06T01:00:00.000Z","document_number":{"commitment":"a3","group":"g1"},'
        '"officer":"officer-heir","text":{"commitment":"a4","group":"g1"}}],"state":"ANSWERED"}',
    ),
}
