"""Bytes of complaints, erasures, and what came with them to cases and areas; see `old_bytes.py`."""

PUBLIC_REQUESTS: dict[str, tuple[tuple[tuple[str, str], ...], str]] = {
    "redress-full": (
        (
            (
                "redress.filed",
                '{"accept_by":{"certainty":"UNCONFIRMED","days":30,'
                '"due_at":"2026-08-01T17:00:00.000Z","remote":true,"source":"Luật Khiếu nại"},'
                '"agency":"agency-lead","at":"2026-07-01T02:00:00.000Z","case":"case-1",'
                '"code":"KN-2026-000001","contact":"c1","cycle":1,"decision":"0123456789AB",'
                '"filed_late":true,"remote":true,"text":{"commitment":"11","group":"g1"},'
                '"ticket":"ab12"}',
            ),
            (
                "redress.accepted",
                '{"at":"2026-07-01T02:00:00.000Z","decide_by":{"certainty":"UNCONFIRMED","days":30,'
                '"due_at":"2026-08-01T17:00:00.000Z","remote":true,"source":"Luật Khiếu nại"},'
                '"officer":"officer-lead-handler"}',
            ),
            (
                "redress.examination-begun",
                '{"examination":{"agency":"agency-lead","at":"2026-07-01T02:00:00.000Z","level":1,'
                '"officer":"officer-lead-signatory","plan":{"commitment":"16","group":"g1"}}}',
            ),
            (
                "redress.overdue",
                '{"due_at":"2026-08-01T17:00:00.000Z"}',
            ),
            (
                "redress.decided",
                '{"appeal_by":{"certainty":"UNCONFIRMED","days":30,'
                '"due_at":"2026-08-01T17:00:00.000Z","remote":true,"source":"Luật Khiếu nại"},'
                '"ruling":{"agency":"agency-lead","at":"2026-07-01T02:00:00.000Z",'
                '"decided_on":"2026-07-01","level":1,"number":{"commitment":"13","group":"g1"},'
                '"officer":"officer-lead-signatory","outcome":"PARTLY","reasons":{"commitment":"14",'
                '"group":"g1"},"way_on":{"commitment":"15","group":"g1"}}}',
            ),
            (
                "redress.appealed",
                '{"accept_by":{"certainty":"UNCONFIRMED","days":30,'
                '"due_at":"2026-08-01T17:00:00.000Z","source":"Luật Khiếu nại"},'
                '"appeal":{"agency":"agency-ppc","at":"2026-07-01T02:00:00.000Z",'
                '"text":{"commitment":"17","group":"g1"}}}',
            ),
            (
                "redress.rejected",
                '{"rejection":{"agency":"agency-lead","at":"2026-07-01T02:00:00.000Z",'
                '"ground":"OUT_OF_TIME","level":2,"officer":"officer-lead-signatory",'
                '"reasons":{"commitment":"12","group":"g1"}}}',
            ),
        ),
        '{"accept_by":{"certainty":"UNCONFIRMED","days":30,"due_at":"2026-08-01T17:00:00.000Z",'
        '"source":"Luật Khiếu nại"},"agency":"agency-lead","appeals":[{"agency":"agency-ppc",'
        '"at":"2026-07-01T02:00:00.000Z","text":{"commitment":"17","group":"g1"}}],'
        '"at":"2026-07-01T02:00:00.000Z","case":"case-1","code":"KN-2026-000001","contact":"c1",'
        '"cycle":1,"decision":"0123456789AB","ended_at":"2026-07-01T02:00:00.000Z",'
        '"examinations":[{"agency":"agency-lead","at":"2026-07-01T02:00:00.000Z","level":1,'
        '"officer":"officer-lead-signatory","plan":{"commitment":"16","group":"g1"}}],'
        '"examining":"agency-ppc","filed_late":true,"id":"redress-full","level":2,'
        '"overdue":["2026-08-01T17:00:00.000Z"],"rejections":[{"agency":"agency-lead",'
        '"at":"2026-07-01T02:00:00.000Z","ground":"OUT_OF_TIME","level":2,'
        '"officer":"officer-lead-signatory","reasons":{"commitment":"12","group":"g1"}}],'
        '"remote":true,"rulings":[{"agency":"agency-lead","at":"2026-07-01T02:00:00.000Z",'
        '"decided_on":"2026-07-01","level":1,"number":{"commitment":"13","group":"g1"},'
        '"officer":"officer-lead-signatory","outcome":"PARTLY","reasons":{"commitment":"14",'
        '"group":"g1"},"way_on":{"commitment":"15","group":"g1"}}],"state":"REJECTED",'
        '"text":{"commitment":"11","group":"g1"},"ticket":"ab12"}',
    ),
    "redress-first": (
        (
            (
                "redress.filed",
                '{"accept_by":{"certainty":"UNCONFIRMED","days":30,'
                '"due_at":"2026-08-01T17:00:00.000Z","source":"Luật Khiếu nại"},'
                '"agency":"agency-lead","at":"2026-07-01T02:00:00.000Z","case":"case-1",'
                '"code":"KN-2026-000001","cycle":1,"decision":"0123456789AB",'
                '"text":{"commitment":"11","group":"g1"},"ticket":"ab12"}',
            ),
            (
                "redress.rejected",
                '{"appeal_by":{"certainty":"UNCONFIRMED","days":30,'
                '"due_at":"2026-08-01T17:00:00.000Z","source":"Luật Khiếu nại"},'
                '"rejection":{"agency":"agency-lead","at":"2026-07-01T02:00:00.000Z",'
                '"ground":"OUT_OF_TIME","level":1,"officer":"officer-lead-signatory",'
                '"reasons":{"commitment":"12","group":"g1"}}}',
            ),
            (
                "redress.ended",
                '{"at":"2026-07-01T02:00:00.000Z"}',
            ),
        ),
        '{"accept_by":{"certainty":"UNCONFIRMED","days":30,"due_at":"2026-08-01T17:00:00.000Z",'
        '"source":"Luật Khiếu nại"},"agency":"agency-lead","appeal_by":{"certainty":"UNCONFIRMED",'
        '"days":30,"due_at":"2026-08-01T17:00:00.000Z","source":"Luật Khiếu nại"},'
        '"at":"2026-07-01T02:00:00.000Z","case":"case-1","code":"KN-2026-000001","cycle":1,'
        '"decision":"0123456789AB","ended_at":"2026-07-01T02:00:00.000Z","examining":"agency-lead",'
        '"id":"redress-first","rejections":[{"agency":"agency-lead","at":"2026-07-01T02:00:00.000Z",'
        '"ground":"OUT_OF_TIME","level":1,"officer":"officer-lead-signatory",'
        '"reasons":{"commitment":"12","group":"g1"}}],"state":"FINAL","text":{"commitment":"11",'
        '"group":"g1"},"ticket":"ab12"}',
    ),
    "redress-last": (
        (
            (
                "redress.filed",
                '{"accept_by":{"certainty":"UNCONFIRMED","days":30,'
                '"due_at":"2026-08-01T17:00:00.000Z","remote":true,"source":"Luật Khiếu nại"},'
                '"agency":"agency-lead","at":"2026-07-01T02:00:00.000Z","case":"case-1",'
                '"code":"KN-2026-000001","contact":"c1","cycle":1,"decision":"0123456789AB",'
                '"filed_late":true,"remote":true,"text":{"commitment":"11","group":"g1"},'
                '"ticket":"ab12"}',
            ),
            (
                "redress.decided",
                '{"ruling":{"agency":"agency-lead","at":"2026-07-01T02:00:00.000Z",'
                '"decided_on":"2026-07-01","level":2,"number":{"commitment":"13","group":"g1"},'
                '"officer":"officer-lead-signatory","outcome":"PARTLY","reasons":{"commitment":"14",'
                '"group":"g1"},"way_on":{"commitment":"15","group":"g1"}}}',
            ),
        ),
        '{"accept_by":{"certainty":"UNCONFIRMED","days":30,"due_at":"2026-08-01T17:00:00.000Z",'
        '"remote":true,"source":"Luật Khiếu nại"},"agency":"agency-lead",'
        '"at":"2026-07-01T02:00:00.000Z","case":"case-1","code":"KN-2026-000001","contact":"c1",'
        '"cycle":1,"decision":"0123456789AB","ended_at":"2026-07-01T02:00:00.000Z",'
        '"examining":"agency-lead","filed_late":true,"id":"redress-last","remote":true,'
        '"rulings":[{"agency":"agency-lead","at":"2026-07-01T02:00:00.000Z",'
        '"decided_on":"2026-07-01","level":2,"number":{"commitment":"13","group":"g1"},'
        '"officer":"officer-lead-signatory","outcome":"PARTLY","reasons":{"commitment":"14",'
        '"group":"g1"},"way_on":{"commitment":"15","group":"g1"}}],"state":"FINAL",'
        '"text":{"commitment":"11","group":"g1"},"ticket":"ab12"}',
    ),
    "redress-back": (
        (
            (
                "redress.filed",
                '{"accept_by":{"certainty":"UNCONFIRMED","days":30,'
                '"due_at":"2026-08-01T17:00:00.000Z","remote":true,"source":"Luật Khiếu nại"},'
                '"agency":"agency-lead","at":"2026-07-01T02:00:00.000Z","case":"case-1",'
                '"code":"KN-2026-000001","contact":"c1","cycle":1,"decision":"0123456789AB",'
                '"filed_late":true,"remote":true,"text":{"commitment":"11","group":"g1"},'
                '"ticket":"ab12"}',
            ),
            (
                "redress.withdrawn",
                '{"at":"2026-07-01T02:00:00.000Z"}',
            ),
        ),
        '{"accept_by":{"certainty":"UNCONFIRMED","days":30,"due_at":"2026-08-01T17:00:00.000Z",'
        '"remote":true,"source":"Luật Khiếu nại"},"agency":"agency-lead",'
        '"at":"2026-07-01T02:00:00.000Z","case":"case-1","code":"KN-2026-000001","contact":"c1",'
        '"cycle":1,"decision":"0123456789AB","ended_at":"2026-07-01T02:00:00.000Z",'
        '"examining":"agency-lead","filed_late":true,"id":"redress-back","remote":true,'
        '"state":"WITHDRAWN","text":{"commitment":"11","group":"g1"},"ticket":"ab12"}',
    ),
    "erasure-asked": (
        (
            (
                "erasure.requested",
                '{"at":"2026-07-01T02:00:00.000Z","code":"DL-2026-000001","request":{"contact":"c2",'
                '"kind":"ERASURE","reply_by":"2026-08-01T17:00:00.000Z","text":{"commitment":"18",'
                '"group":"g1"},"ticket":"cd34"},"target":"case-1"}',
            ),
            (
                "erasure.overdue",
                '{"at":"2026-07-01T02:00:00.000Z"}',
            ),
            (
                "erasure.answered",
                '{"answer":{"agency":"agency-lead","at":"2026-07-01T02:00:00.000Z",'
                '"officer":"officer-lead-signatory","reasons":{"commitment":"21","group":"g1"}},'
                '"granted":true}',
            ),
            (
                "erasure.approved",
                '{"approval":{"agency":"agency-lead","at":"2026-07-01T02:00:00.000Z",'
                '"officer":"officer-lead-signatory","reasons":{"commitment":"21","group":"g1"}}}',
            ),
            (
                "erasure.approved",
                '{"approval":{"agency":"agency-lead","at":"2026-07-01T02:00:00.000Z",'
                '"officer":"officer-ppc-signatory","reasons":{"commitment":"21","group":"g1"}}}',
            ),
            (
                "erasure.done",
                '{"destruction":{"at":"2026-07-01T02:00:00.000Z","groups":["g1","g2"]}}',
            ),
        ),
        '{"answer":{"agency":"agency-lead","at":"2026-07-01T02:00:00.000Z",'
        '"officer":"officer-lead-signatory","reasons":{"commitment":"21","group":"g1"}},'
        '"approvals":[{"agency":"agency-lead","at":"2026-07-01T02:00:00.000Z",'
        '"officer":"officer-lead-signatory","reasons":{"commitment":"21","group":"g1"}},'
        '{"agency":"agency-lead","at":"2026-07-01T02:00:00.000Z","officer":"officer-ppc-signatory",'
        '"reasons":{"commitment":"21","group":"g1"}}],"at":"2026-07-01T02:00:00.000Z",'
        '"code":"DL-2026-000001","destruction":{"at":"2026-07-01T02:00:00.000Z","groups":["g1",'
        '"g2"]},"ground":"DATA_SUBJECT","id":"erasure-asked","overdue_at":"2026-07-01T02:00:00.000Z",'
        '"request":{"contact":"c2","kind":"ERASURE","reply_by":"2026-08-01T17:00:00.000Z",'
        '"text":{"commitment":"18","group":"g1"},"ticket":"cd34"},"state":"DONE","target":"case-1"}',
    ),
    "erasure-answered": (
        (
            (
                "erasure.requested",
                '{"at":"2026-07-01T02:00:00.000Z","code":"DL-2026-000002","request":{"kind":"ACCESS",'
                '"reply_by":"2026-08-01T17:00:00.000Z","text":{"commitment":"18","group":"g1"},'
                '"ticket":"cd34"},"target":"case-1"}',
            ),
            (
                "erasure.answered",
                '{"answer":{"agency":"agency-lead","at":"2026-07-01T02:00:00.000Z",'
                '"officer":"officer-lead-signatory","reasons":{"commitment":"21","group":"g1"}},'
                '"granted":false}',
            ),
        ),
        '{"answer":{"agency":"agency-lead","at":"2026-07-01T02:00:00.000Z",'
        '"officer":"officer-lead-signatory","reasons":{"commitment":"21","group":"g1"}},'
        '"at":"2026-07-01T02:00:00.000Z","code":"DL-2026-000002","ground":"DATA_SUBJECT",'
        '"id":"erasure-answered","request":{"kind":"ACCESS","reply_by":"2026-08-01T17:00:00.000Z",'
        '"text":{"commitment":"18","group":"g1"},"ticket":"cd34"},"state":"ANSWERED",'
        '"target":"case-1"}',
    ),
    "erasure-refused": (
        (
            (
                "erasure.proposed",
                '{"at":"2026-07-01T02:00:00.000Z","code":"DL-2026-000003","ground":"UNLAWFUL",'
                '"proposal":{"agency":"agency-lead","at":"2026-07-01T02:00:00.000Z",'
                '"officer":"officer-lead-signatory","reasons":{"commitment":"21","group":"g1"}},'
                '"target":"redress-1"}',
            ),
            (
                "erasure.refused",
                '{"refusal":{"agency":"agency-lead","at":"2026-07-01T02:00:00.000Z",'
                '"officer":"officer-lead-signatory","reasons":{"commitment":"21","group":"g1"}}}',
            ),
        ),
        '{"at":"2026-07-01T02:00:00.000Z","code":"DL-2026-000003","ground":"UNLAWFUL",'
        '"id":"erasure-refused","proposal":{"agency":"agency-lead","at":"2026-07-01T02:00:00.000Z",'
        '"officer":"officer-lead-signatory","reasons":{"commitment":"21","group":"g1"}},'
        '"refusal":{"agency":"agency-lead","at":"2026-07-01T02:00:00.000Z",'
        '"officer":"officer-lead-signatory","reasons":{"commitment":"21","group":"g1"}},'
        '"state":"REFUSED","target":"redress-1"}',
    ),
    "erasure-retention": (
        (
            (
                "erasure.retention-ended",
                '{"at":"2026-07-01T02:00:00.000Z","code":"DL-2026-000004","kept_days":90,"target":"case-1"}',
            ),
        ),
        '{"at":"2026-07-01T02:00:00.000Z","code":"DL-2026-000004","ground":"RETENTION",'
        '"id":"erasure-retention","state":"ORDERED","target":"case-1"}',
    ),
    "case-public": (
        (
            (
                "case.reported",
                '{"claim":{"commitment":"19","group":"g1"},"code":"CB-2026-000009","contact":"c3",'
                '"lead":"agency-lead","medium":"OTHER","receipt":{"channel":"PUBLIC",'
                '"received_at":"2026-07-01T02:00:00.000Z"},"regulation":"14/2021/QĐ-UBND",'
                '"reporter":"agency-lead","ticket":"ef56","url":{"commitment":"1a","group":"g1"}}',
            ),
            (
                "case.reopened",
                '{"reopening":{"at":"2026-07-01T02:00:00.000Z","from_state":"CLOSED",'
                '"ground":"REDRESS","officer":"officer-lead-signatory","redress":"redress-1"}}',
            ),
        ),
        '{"claim":{"commitment":"19","group":"g1"},"code":"CB-2026-000009","contact":"c3","cycle":2,'
        '"id":"case-public","lead":"agency-lead","members":["agency-lead"],'
        '"receipt":{"channel":"PUBLIC","received_at":"2026-07-01T02:00:00.000Z"},'
        '"regulation":"14/2021/QĐ-UBND","reopenings":[{"at":"2026-07-01T02:00:00.000Z",'
        '"from_state":"CLOSED","ground":"REDRESS","officer":"officer-lead-signatory",'
        '"redress":"redress-1"}],"reporter":"agency-lead","state":"CHECKING","ticket":"ef56",'
        '"url":{"commitment":"1a","group":"g1"}}',
    ),
    "area-remote": (
        (
            (
                "area.defined",
                '{"certainty":"CONFIRMED","level":"COMMUNE","name":"Xã Hai","remote":true,'
                '"source":"NQ 9","span":{"since":"2025-07-01"}}',
            ),
        ),
        '{"id":"area-remote","level":"COMMUNE","name":"Xã Hai","remote":true,"source":"NQ 9",'
        '"span":{"since":"2025-07-01"}}',
    ),
}
