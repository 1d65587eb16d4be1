"""Accounts, clients and grants as they were once written. Add to these lines; never change one."""

# stream -> its events (name and data), and the state they leave
ACCOUNTS: dict[str, tuple[tuple[tuple[str, str], ...], str]] = {
    "grant-entered": (
        (
            (
                "grant.entered",
                '{"agency":"agency-land","entered_at":"2026-07-01T02:00:00.000Z","entered_by":"operator",'
                '"scopes":["case:read:own","case:report"],"source":"QĐ 9"}',
            ),
            (
                "grant.end-proposed",
                '{"asked_at":"2026-07-01T02:00:00.000Z","asked_by":"officer-lead-admin","asked_kind":"DEPARTMENT",'
                '"reason":"QĐ 10"}',
            ),
            (
                "grant.refused",
                '{"at":"2026-07-01T02:00:00.000Z","by":"officer-ppc-signatory","reason":"QĐ 11"}',
            ),
            (
                "grant.end-proposed",
                '{"asked_at":"2026-07-01T02:00:00.000Z","asked_by":"operator","reason":"QĐ 12"}',
            ),
            (
                "grant.approved",
                '{"at":"2026-07-01T02:00:00.000Z","by":"officer-ppc-signatory"}',
            ),
        ),
        '{"agency":"agency-land","asked_at":"2026-07-01T02:00:00.000Z","asked_by":"operator","id":"grant-entered",'
        '"reason":"QĐ 12","scopes":["case:read:own","case:report"],"settled_at":"2026-07-01T02:00:00.000Z",'
        '"settled_by":"officer-ppc-signatory","source":"QĐ 9","state":"ENDED"}',
    ),
    "grant-proposed": (
        (
            (
                "grant.proposed",
                '{"agency":"agency-police","asked_at":"2026-07-01T02:00:00.000Z","asked_by":"officer-lead-admin",'
                '"asked_kind":"DEPARTMENT","scopes":["case:report"],"source":"QĐ 13"}',
            ),
            (
                "grant.approved",
                '{"at":"2026-07-01T02:00:00.000Z","by":"officer-ppc-signatory"}',
            ),
        ),
        '{"agency":"agency-police","asked_at":"2026-07-01T02:00:00.000Z","asked_by":"officer-lead-admin",'
        '"asked_kind":"DEPARTMENT","id":"grant-proposed","scopes":["case:report"],'
        '"settled_at":"2026-07-01T02:00:00.000Z","settled_by":"officer-ppc-signatory","source":"QĐ 13",'
        '"state":"ACTIVE"}',
    ),
    "grant-plain": (
        (
            (
                "grant.proposed",
                '{"agency":"agency-lead","asked_at":"2026-07-01T02:00:00.000Z","asked_by":"operator",'
                '"scopes":["case:report"],"source":"QĐ 13"}',
            ),
        ),
        '{"agency":"agency-lead","asked_at":"2026-07-01T02:00:00.000Z","asked_by":"operator","id":"grant-plain",'
        '"scopes":["case:report"],"source":"QĐ 13","state":"PROPOSED"}',
    ),
    "client-full": (
        (
            (
                "client.registered",
                '{"agency":"agency-lead","machine":true,"name":"Trang nội bộ",'
                '"redirects":["https://noibo.example/ve"],"registered_by":"officer-lead-admin",'
                '"scopes":["case:read:own"],'
                '"secrets":["1111111111111111111111111111111111111111111111111111111111111111"],"shared":true}',
            ),
            (
                "client.activated",
                '{"by":"officer-lead-signatory"}',
            ),
            (
                "client.secrets-set",
                '{"by":"officer-lead-admin",'
                '"secrets":["1111111111111111111111111111111111111111111111111111111111111111",'
                '"2222222222222222222222222222222222222222222222222222222222222222"]}',
            ),
            (
                "client.stopped",
                '{"by":"officer-lead-admin"}',
            ),
        ),
        '{"activated_by":"officer-lead-signatory","agency":"agency-lead","id":"client-full","machine":true,'
        '"name":"Trang nội bộ","redirects":["https://noibo.example/ve"],"registered_by":"officer-lead-admin",'
        '"scopes":["case:read:own"],"secrets":["1111111111111111111111111111111111111111111111111111111111111111",'
        '"2222222222222222222222222222222222222222222222222222222222222222"],"shared":true,"state":"STOPPED",'
        '"stopped_by":"officer-lead-admin"}',
    ),
    "client-plain": (
        (
            (
                "client.registered",
                '{"agency":"agency-land","name":"Trang","redirects":["https://trang.example/ve"],'
                '"registered_by":"officer-land-admin","scopes":["case:read:own"]}',
            ),
        ),
        '{"agency":"agency-land","id":"client-plain","name":"Trang","redirects":["https://trang.example/ve"],'
        '"registered_by":"officer-land-admin","scopes":["case:read:own"]}',
    ),
    "user-full": (
        (
            (
                "user.opened",
                '{"agency":"agency-land","at":"2026-07-01T02:00:00.000Z","by":"officer-land-admin",'
                '"code":"1111111111111111111111111111111111111111111111111111111111111111",'
                '"subject":{"commitment":"30","group":"g1"}}',
            ),
            (
                "user.approved",
                '{"at":"2026-07-01T02:00:00.000Z","by":"officer-land-signatory",'
                '"code":"2222222222222222222222222222222222222222222222222222222222222222"}',
            ),
            (
                "user.enrolled",
                '{"at":"2026-07-01T02:00:00.000Z"}',
            ),
            (
                "user.suspended",
                '{"at":"2026-07-01T02:00:00.000Z","by":"officer-land-admin"}',
            ),
            (
                "user.recovery-asked",
                '{"at":"2026-07-01T02:00:00.000Z","by":"officer-land-admin",'
                '"code":"3333333333333333333333333333333333333333333333333333333333333333"}',
            ),
            (
                "user.approved",
                '{"at":"2026-07-01T02:00:00.000Z","by":"officer-land-signatory",'
                '"code":"4444444444444444444444444444444444444444444444444444444444444444"}',
            ),
        ),
        '{"agency":"agency-land","enrolled_at":"2026-07-01T02:00:00.000Z","id":"user-full",'
        '"opened_by":"officer-land-admin","recovery":{"approved_at":"2026-07-01T02:00:00.000Z",'
        '"approved_by":"officer-land-signatory","asked_at":"2026-07-01T02:00:00.000Z",'
        '"asked_by":"officer-land-admin","first":"3333333333333333333333333333333333333333333333333333333333333333",'
        '"second":"4444444444444444444444444444444444444444444444444444444444444444"},"state":"ACTIVE",'
        '"subject":{"commitment":"30","group":"g1"},"suspended_by":"officer-land-admin"}',
    ),
    "user-plain": (
        (
            (
                "user.opened",
                '{"agency":"agency-land","at":"2026-07-01T02:00:00.000Z","by":"officer-land-admin",'
                '"code":"1111111111111111111111111111111111111111111111111111111111111111",'
                '"subject":{"commitment":"31","group":"g1"}}',
            ),
        ),
        '{"agency":"agency-land","id":"user-plain","opened_by":"officer-land-admin",'
        '"recovery":{"asked_at":"2026-07-01T02:00:00.000Z","asked_by":"officer-land-admin",'
        '"first":"1111111111111111111111111111111111111111111111111111111111111111"},"state":"PROPOSED",'
        '"subject":{"commitment":"31","group":"g1"}}',
    ),
    "officer-nominated": (
        (
            (
                "officer.nominated",
                '{"agency":"agency-land","appointment":{"commitment":"33","group":"g1"},'
                '"nominated_by":"officer-land-admin","posts":["HANDLER"],"span":{"since":"2026-07-01",'
                '"until":"2030-01-01"},"subject":{"commitment":"32","group":"g1"}}',
            ),
            (
                "officer.confirmed",
                '{"by":"officer-land-signatory"}',
            ),
        ),
        '{"agency":"agency-land","appointment":{"commitment":"33","group":"g1"},'
        '"confirmed_by":"officer-land-signatory","id":"officer-nominated","nominated_by":"officer-land-admin",'
        '"posts":["HANDLER"],"span":{"since":"2026-07-01","until":"2030-01-01"},"subject":{"commitment":"32",'
        '"group":"g1"}}',
    ),
}
