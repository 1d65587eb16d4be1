"""Old bytes of official documents.

Add to these lines; never change one.
"""

PAPERS: dict[str, tuple[tuple[tuple[str, str], ...], str]] = {
    "document-compiled": (
        (
            (
                "document.requested",
                '{"agency":"agency-lead","at":"2026-07-06T03:00:00.000Z","format":"PDF","kind":"MINUTES",'
                '"officer":"officer-lead-handler","part":"id-7","source":"case-full","version":12}',
            ),
            (
                "document.compiled",
                '{"at":"2026-07-06T03:00:02.000Z","file":{"digest":"d1","group":"g7","media_type":"application/pdf",'
                '"size":60032}}',
            ),
        ),
        '{"agency":"agency-lead","at":"2026-07-06T03:00:00.000Z","ended_at":"2026-07-06T03:00:02.000Z",'
        '"file":{"digest":"d1","group":"g7","media_type":"application/pdf","size":60032},"format":"PDF",'
        '"id":"document-compiled","kind":"MINUTES","officer":"officer-lead-handler","part":"id-7",'
        '"source":"case-full","state":"COMPILED","version":12}',
    ),
    "document-for-a-deputy": (
        (
            (
                "document.requested",
                '{"agency":"agency-lead","at":"2026-07-06T03:00:00.000Z","format":"DOCX","kind":"PROPOSAL",'
                '"officer":"officer-lead-handler","part":"1","signing":"DEPUTY","source":"case-full","version":12}',
            ),
        ),
        '{"agency":"agency-lead","at":"2026-07-06T03:00:00.000Z","format":"DOCX","id":"document-for-a-deputy",'
        '"kind":"PROPOSAL","officer":"officer-lead-handler","part":"1","signing":"DEPUTY","source":"case-full",'
        '"state":"REQUESTED","version":12}',
    ),
    "document-failed": (
        (
            (
                "document.requested",
                '{"agency":"agency-paper","at":"2026-07-06T03:00:00.000Z","format":"DOCX","kind":"PRESS_NOTICE",'
                '"officer":"officer-paper-handler","part":"1","source":"publication-full","version":9}',
            ),
            ("document.failed", '{"at":"2026-07-06T03:00:02.000Z","failure":"document-source-gone"}'),
        ),
        '{"agency":"agency-paper","at":"2026-07-06T03:00:00.000Z","ended_at":"2026-07-06T03:00:02.000Z",'
        '"failure":"document-source-gone","format":"DOCX","id":"document-failed","kind":"PRESS_NOTICE",'
        '"officer":"officer-paper-handler","part":"1","source":"publication-full","state":"FAILED","version":9}',
    ),
}
