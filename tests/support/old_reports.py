"""Old bytes of agencies' reports, and of which reports they owe.

Add to these lines; never change one.
"""

REPORTS: dict[str, tuple[tuple[tuple[str, str], ...], str]] = {
    "schedule-ended": (
        (
            (
                "schedule.set",
                '{"agency_days":3,"basis":"CALENDAR","committee_days":8,"kinds":["DEPARTMENT","COMMUNE"],'
                '"period":"QUARTER","source":"QĐ 1","span":{"since":"2026-01-01","until":"2030-01-01"}}',
            ),
            (
                "schedule.ended",
                '{"source":"QĐ 2","until":"2027-01-01"}',
            ),
        ),
        '{"agency_days":3,"basis":"CALENDAR","committee_days":8,"id":"schedule-ended","kinds":["DEPARTMENT",'
        '"COMMUNE"],"period":"QUARTER","source":"QĐ 2","span":{"since":"2026-01-01","until":"2027-01-01"}}',
    ),
    "schedule-plain": (
        (
            (
                "schedule.set",
                '{"basis":"CUT_OFF","period":"YEAR","source":"QĐ 1","span":{"since":"2026-01-01"}}',
            ),
        ),
        '{"basis":"CUT_OFF","id":"schedule-plain","period":"YEAR","source":"QĐ 1","span":{"since":"2026-01-01"}}',
    ),
    "report-frozen": (
        (
            (
                "report.opened",
                '{"agency":"agency-health","at":"2026-05-15T17:00:00.000Z","end":"2026-06-14T17:00:00.000Z",'
                '"period":"2026-H1","start":"2025-12-14T17:00:00.000Z","term":{"basis":"Mức nội bộ",'
                '"certainty":"UNCONFIRMED","days":2,"due_at":"2026-06-16T17:00:00.000Z",'
                '"final_at":"2026-06-22T17:00:00.000Z","source":"INTERNAL"},"type":"PERIODIC"}',
            ),
            (
                "report.drafted",
                '{"words":[{"at":"2026-06-01T01:00:00.000Z","officer":"officer-health-handler",'
                '"section":"DIRECTION","text":{"commitment":"0201","group":"g1"}},'
                '{"at":"2026-06-01T01:00:00.000Z","officer":"officer-health-handler","section":"CASES",'
                '"text":{"commitment":"0202","group":"g1"}}]}',
            ),
            (
                "report.counted",
                '{"counting":{"at":"2026-06-01T02:00:00.000Z","counts":[{"cumulative":3,'
                '"figure":"CASES_REPORTED","previous":0,"this":3}],"final":false}}',
            ),
            (
                "report.reminded",
                '{"at":"2026-06-09T17:00:00.000Z"}',
            ),
            (
                "report.counted",
                '{"counting":{"at":"2026-06-14T17:00:00.000Z","counts":[{"cumulative":4,'
                '"figure":"CASES_REPORTED","previous":0,"this":4},{"cumulative":0,"figure":"TRAININGS_HELD",'
                '"previous":1,"this":0}],"final":true}}',
            ),
            (
                "report.drafted",
                '{"words":[{"at":"2026-06-15T01:00:00.000Z","officer":"officer-health-handler","section":"CASES",'
                '"text":{"commitment":"0203","group":"g1"}},{"at":"2026-06-15T01:00:00.000Z",'
                '"officer":"officer-health-handler","section":"SOLUTIONS","text":{"commitment":"0204",'
                '"group":"g1"}}]}',
            ),
            (
                "report.submitted",
                '{"submission":{"agency":"agency-health","at":"2026-06-15T01:00:00.000Z",'
                '"document_number":{"commitment":"0205","group":"g1"},"late":false,'
                '"officer":"officer-health-signatory","signed_on":"2026-06-15"}}',
            ),
            (
                "report.returned",
                '{"step":{"agency":"agency-lead","at":"2026-06-16T02:00:00.000Z","note":{"commitment":"0206",'
                '"group":"g1"},"officer":"officer-lead-handler"}}',
            ),
            (
                "report.overdue",
                '{"at":"2026-06-16T17:00:00.000Z"}',
            ),
            (
                "report.drafted",
                '{"words":[{"at":"2026-06-17T01:00:00.000Z","officer":"officer-health-handler",'
                '"section":"SOLUTIONS","text":{"commitment":"0207","group":"g1"}}]}',
            ),
            (
                "report.submitted",
                '{"submission":{"agency":"agency-health","at":"2026-06-17T01:00:00.000Z",'
                '"document_number":{"commitment":"0208","group":"g1"},"late":true,'
                '"officer":"officer-health-signatory","signed_on":"2026-06-17"}}',
            ),
            (
                "report.accepted",
                '{"step":{"agency":"agency-lead","at":"2026-06-18T02:00:00.000Z","officer":"officer-lead-handler"}}',
            ),
            (
                "report.frozen",
                '{"at":"2026-06-22T17:00:00.000Z"}',
            ),
        ),
        '{"accepted":{"agency":"agency-lead","at":"2026-06-18T02:00:00.000Z","officer":"officer-lead-handler"},'
        '"agency":"agency-health","at":"2026-05-15T17:00:00.000Z","counting":{"at":"2026-06-14T17:00:00.000Z",'
        '"counts":[{"cumulative":4,"figure":"CASES_REPORTED","previous":0,"this":4},{"cumulative":0,'
        '"figure":"TRAININGS_HELD","previous":1,"this":0}],"final":true},"end":"2026-06-14T17:00:00.000Z",'
        '"frozen_at":"2026-06-22T17:00:00.000Z","id":"report-frozen","overdue_at":"2026-06-16T17:00:00.000Z",'
        '"period":"2026-H1","reminded_at":["2026-06-09T17:00:00.000Z"],"returns":[{"agency":"agency-lead",'
        '"at":"2026-06-16T02:00:00.000Z","note":{"commitment":"0206","group":"g1"},'
        '"officer":"officer-lead-handler"}],"start":"2025-12-14T17:00:00.000Z","state":"FROZEN",'
        '"submissions":[{"agency":"agency-health","at":"2026-06-15T01:00:00.000Z",'
        '"document_number":{"commitment":"0205","group":"g1"},"late":false,"officer":"officer-health-signatory",'
        '"signed_on":"2026-06-15"},{"agency":"agency-health","at":"2026-06-17T01:00:00.000Z",'
        '"document_number":{"commitment":"0208","group":"g1"},"late":true,"officer":"officer-health-signatory",'
        '"signed_on":"2026-06-17"}],"term":{"basis":"Mức nội bộ","certainty":"UNCONFIRMED","days":2,'
        '"due_at":"2026-06-16T17:00:00.000Z","final_at":"2026-06-22T17:00:00.000Z","source":"INTERNAL"},'
        '"type":"PERIODIC","words":[{"at":"2026-06-01T01:00:00.000Z","officer":"officer-health-handler",'
        '"section":"DIRECTION","text":{"commitment":"0201","group":"g1"}},{"at":"2026-06-15T01:00:00.000Z",'
        '"officer":"officer-health-handler","section":"CASES","text":{"commitment":"0203","group":"g1"}},'
        '{"at":"2026-06-17T01:00:00.000Z","officer":"officer-health-handler","section":"SOLUTIONS",'
        '"text":{"commitment":"0207","group":"g1"}}]}',
    ),
    "report-asked-for": (
        (
            (
                "report.opened",
                '{"agency":"agency-land","at":"2026-07-01T00:00:00.000Z","end":"2026-07-01T00:00:00.000Z",'
                '"request":{"agency":"agency-lead","officer":"officer-lead-handler",'
                '"subject":{"commitment":"0209","group":"g1"}},"start":"2026-06-30T17:00:00.000Z",'
                '"term":{"basis":"Mức nội bộ","certainty":"UNCONFIRMED","days":2,'
                '"due_at":"2026-06-16T17:00:00.000Z","final_at":"2026-06-22T17:00:00.000Z","source":"INTERNAL"},'
                '"type":"AD_HOC"}',
            ),
            (
                "report.overdue-passed-on",
                '{"at":"2026-07-22T17:00:00.000Z"}',
            ),
        ),
        '{"agency":"agency-land","at":"2026-07-01T00:00:00.000Z","end":"2026-07-01T00:00:00.000Z",'
        '"id":"report-asked-for","passed_on_at":"2026-07-22T17:00:00.000Z","request":{"agency":"agency-lead",'
        '"officer":"officer-lead-handler","subject":{"commitment":"0209","group":"g1"}},'
        '"start":"2026-06-30T17:00:00.000Z","state":"DUE","term":{"basis":"Mức nội bộ","certainty":"UNCONFIRMED",'
        '"days":2,"due_at":"2026-06-16T17:00:00.000Z","final_at":"2026-06-22T17:00:00.000Z","source":"INTERNAL"},'
        '"type":"AD_HOC"}',
    ),
    "report-withdrawn": (
        (
            (
                "report.opened",
                '{"agency":"agency-land","at":"2026-07-01T00:00:00.000Z","end":"2026-07-01T00:00:00.000Z",'
                '"request":{"agency":"agency-lead","officer":"officer-lead-handler",'
                '"subject":{"commitment":"0210","group":"g1"}},"start":"2026-06-30T17:00:00.000Z",'
                '"term":{"basis":"Mức nội bộ","certainty":"UNCONFIRMED","days":2,'
                '"due_at":"2026-06-16T17:00:00.000Z","final_at":"2026-06-22T17:00:00.000Z","source":"INTERNAL"},'
                '"type":"AD_HOC"}',
            ),
            (
                "report.withdrawn",
                '{"step":{"agency":"agency-lead","at":"2026-07-02T00:00:00.000Z",'
                '"note":{"commitment":"0211","group":"g1"},"officer":"officer-lead-handler"}}',
            ),
        ),
        '{"agency":"agency-land","at":"2026-07-01T00:00:00.000Z","end":"2026-07-01T00:00:00.000Z",'
        '"id":"report-withdrawn","request":{"agency":"agency-lead","officer":"officer-lead-handler",'
        '"subject":{"commitment":"0210","group":"g1"}},"start":"2026-06-30T17:00:00.000Z","state":"WITHDRAWN",'
        '"term":{"basis":"Mức nội bộ","certainty":"UNCONFIRMED","days":2,"due_at":"2026-06-16T17:00:00.000Z",'
        '"final_at":"2026-06-22T17:00:00.000Z","source":"INTERNAL"},"type":"AD_HOC","withdrawn":{"agency":"agency-lead",'
        '"at":"2026-07-02T00:00:00.000Z","note":{"commitment":"0211","group":"g1"},"officer":"officer-lead-handler"}}',
    ),
}
