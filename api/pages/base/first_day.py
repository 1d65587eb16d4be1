"""Page for an officer's first day at a desk. It lists the officer's tasks, in a text that takes two minutes to read."""

from starlette.responses import Response

from api.pages.base.page_request import PageRequest


async def first_day(page: PageRequest) -> Response:
    """Show the steps of the desk, the tasks of the reader's posts, and cautions."""
    known = page.texts["first_day"].get("posts", {})
    posts = sorted(page.context.actor.posts)
    return page.show("first_day", mine=[(page.words.label(post), known[post]) for post in posts if post in known])
