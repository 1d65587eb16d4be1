"""Webhooks and addresses to write to as they were once written. Add to these lines; never change one."""

# stream -> its events (name and data), and the state they leave
SUBSCRIPTIONS: dict[str, tuple[tuple[tuple[str, str], ...], str]] = {
    "webhook-full": (
        (
            (
                "webhook.registered",
                '{"address":{"commitment":"61","group":"g1"},"agency":"agency-land","by":"officer-land-admin",'
                '"categories":["HEALTH"],"client":"client-full","key":{"id":"id-1","kind":"HMAC",'
                '"since":"2026-07-01T02:00:00.000Z"},"name":{"commitment":"60","group":"g1"},'
                '"publishers":["agency-lead"],"topics":["CASE_CHANGED","CASE_DEADLINE"]}',
            ),
            ("webhook.enabled", '{"by":"officer-land-signatory"}'),
            ("webhook.tried", '{"by":"officer-land-admin"}'),
            (
                "webhook.key-added",
                '{"by":"officer-land-admin","key":{"id":"id-2","kind":"ED25519","since":"2026-07-01T02:00:00.000Z"}}',
            ),
            ("webhook.key-withdrawn", '{"by":"officer-land-admin","key":"id-1"}'),
            ("webhook.redelivery-ordered", '{"by":"officer-land-admin","delivery":"msg_1"}'),
            ("webhook.disabled", '{"by":"officer-land-admin","reason":{"commitment":"62","group":"g2"}}'),
            (
                "webhook.changed",
                '{"address":{"commitment":"64","group":"g3"},"by":"officer-land-admin","categories":["LAND"],'
                '"name":{"commitment":"63","group":"g3"},"publishers":["agency-ppc"],'
                '"topics":["PUBLICATION_ISSUED"]}',
            ),
            ("webhook.enabled", '{"by":"officer-land-signatory"}'),
            ("webhook.gone", "{}"),
        ),
        '{"address":{"commitment":"64","group":"g3"},"agency":"agency-land","categories":["LAND"],'
        '"client":"client-full","disabled_by":"officer-land-admin","enabled_by":"officer-land-signatory","gone":true,'
        '"id":"webhook-full","keys":[{"id":"id-2","kind":"ED25519","since":"2026-07-01T02:00:00.000Z"}],'
        '"name":{"commitment":"63","group":"g3"},"publishers":["agency-ppc"],'
        '"reason":{"commitment":"62","group":"g2"},"set_by":"officer-land-admin","state":"DISABLED",'
        '"topics":["PUBLICATION_ISSUED"]}',
    ),
    "webhook-plain": (
        (
            (
                "webhook.registered",
                '{"address":{"commitment":"61","group":"g1"},"agency":"agency-paper","by":"officer-paper-admin",'
                '"key":{"id":"id-1","kind":"ED25519","since":"2026-07-01T02:00:00.000Z"},'
                '"name":{"commitment":"60","group":"g1"},"topics":["PUBLICATION_ISSUED"]}',
            ),
        ),
        '{"address":{"commitment":"61","group":"g1"},"agency":"agency-paper","id":"webhook-plain",'
        '"keys":[{"id":"id-1","kind":"ED25519","since":"2026-07-01T02:00:00.000Z"}],'
        '"name":{"commitment":"60","group":"g1"},"set_by":"officer-paper-admin","topics":["PUBLICATION_ISSUED"]}',
    ),
    "webhook-again": (
        (
            (
                "webhook.registered",
                '{"address":{"commitment":"61","group":"g1"},"agency":"agency-paper","by":"officer-paper-admin",'
                '"key":{"id":"id-1","kind":"ED25519","since":"2026-07-01T02:00:00.000Z"},'
                '"name":{"commitment":"60","group":"g1"},"topics":["PUBLICATION_ISSUED"]}',
            ),
            ("webhook.all-redelivery-ordered", '{"by":"officer-paper-admin","since":"2026-07-02T02:00:00.000Z"}'),
        ),
        '{"address":{"commitment":"61","group":"g1"},"agency":"agency-paper","id":"webhook-again",'
        '"keys":[{"id":"id-1","kind":"ED25519","since":"2026-07-01T02:00:00.000Z"}],'
        '"name":{"commitment":"60","group":"g1"},"set_by":"officer-paper-admin","topics":["PUBLICATION_ISSUED"]}',
    ),
    "mailing-stopped": (
        (
            (
                "mailing.entered",
                '{"agency":"agency-lead","at":"2026-07-01T02:00:00.000Z","by":"officer-lead-spokesperson",'
                '"consent":{"commitment":"65","group":"g4"},"contact":"c1","language":"EN",'
                '"purpose":"PRESS_NOTICES"}',
            ),
            ("mailing.letter-ordered", '{"by":"officer-lead-spokesperson","delivery":"msg_2"}'),
            ("mailing.stopped", '{"at":"2026-07-02T02:00:00.000Z","by":"officer-lead-admin"}'),
        ),
        '{"agency":"agency-lead","consent":{"commitment":"65","group":"g4"},"contact":"c1",'
        '"entered_at":"2026-07-01T02:00:00.000Z","entered_by":"officer-lead-spokesperson","id":"mailing-stopped",'
        '"language":"EN","purpose":"PRESS_NOTICES","state":"STOPPED","stopped_at":"2026-07-02T02:00:00.000Z",'
        '"stopped_by":"officer-lead-admin"}',
    ),
    "mailing-left": (
        (
            (
                "mailing.entered",
                '{"agency":"agency-land","at":"2026-07-01T02:00:00.000Z","by":"officer-land-admin",'
                '"consent":{"commitment":"65","group":"g4"},"contact":"c2","language":"VI","purpose":"DIGEST"}',
            ),
            ("mailing.left", '{"at":"2026-07-02T02:00:00.000Z"}'),
        ),
        '{"agency":"agency-land","consent":{"commitment":"65","group":"g4"},"contact":"c2",'
        '"entered_at":"2026-07-01T02:00:00.000Z","entered_by":"officer-land-admin","id":"mailing-left",'
        '"language":"VI","left":true,"purpose":"DIGEST","state":"STOPPED","stopped_at":"2026-07-02T02:00:00.000Z"}',
    ),
}
