"""Statistics and official pages that anybody may read."""

import strawberry


@strawberry.type
class PublicLine:
    """A line of the statistics. A count is null if it is masked, because it or another count is small."""

    name: str = strawberry.field(
        description="Name of the counted quantity, such as `CLOSED_PROTECTED` or `COMPLAINT_UPHELD`."
    )
    counts: list[int | None] = strawberry.field(description="Counts, in the order of the columns.")
    total: int | None = strawberry.field(description="Total of the line.")


@strawberry.type
class PublicOfficialPage:
    """A page or channel that is official today. Everything under its address belongs to it."""

    agency: str = strawberry.field(description="Name of the agency.")
    title: str = strawberry.field(description="Title of the page, as the page shows it.")
    address: str = strawberry.field(description="Address of the page or channel.")


@strawberry.type
class PublicSpokesperson:
    """The person who speaks to the press for an agency today (NĐ 09/2017/NĐ-CP)."""

    agency: str = strawberry.field(description="Name of the agency.")
    name: str | None = strawberry.field(description="Name of the person.")
    office: str | None = strawberry.field(description="Office of the person.")
    phone: str | None = strawberry.field(description="Telephone number of the office.")
    email: str | None = strawberry.field(description="E-mail address of the office.")


@strawberry.type
class PublicTable:
    """The public statistics of one year. Protected content and upheld complaints come first."""

    year: int = strawberry.field(description="Year of the statistics.")
    columns: list[str] = strawberry.field(description="Fields of administration, such as `LAND`; `NONE` if unknown.")
    lines: list[PublicLine] = strawberry.field(description="Ways in which cases and complaints ended.")
    restorations: list[PublicLine] = strawberry.field(
        description="Numbers of content that was found restored (`RESTORED`) and removed (`REMOVED`) in the year, "
        "after proposals of removal. The columns are the same. Do not subtract one number from the other: restored "
        "content may have been removed in an earlier year."
    )
    protections: list[PublicLine] = strawberry.field(
        description="Requests of the year for protection from content that harms a person (`ASKED`). Of these "
        "requests: found protected (`PROTECTED`), hidden at once (`AT_ONCE`), ended unconfirmed (`LAPSED`), and found "
        "to harm (`HARMS`)."
    )
    totals: list[int | None] = strawberry.field(description="Totals of the columns.")
    total: int | None = strawberry.field(description="Total of all counts.")
    signed: int = strawberry.field(description="Number of acts that officers signed with their own keys.")
    on_paper: int = strawberry.field(
        description="Number of acts that had to be signed but were done on paper, because the officer had no key."
    )
