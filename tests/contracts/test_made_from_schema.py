"""What `make schema` writes is what it would write now: nobody reads or imports an API that is gone."""

from __future__ import annotations

import pytest
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer

from docker import client_types
from tests.contracts import api_pages, source

FORGOTTEN = "run `make schema` and commit what it wrote"


def test_the_openapi_document_is_of_these_views() -> None:
    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]

    made = OpenApiYamlRenderer().render(schema, renderer_context={})

    assert client_types.DOCUMENT.read_bytes() == made, FORGOTTEN


def test_the_client_s_types_are_of_the_openapi_document() -> None:
    assert client_types.PLACE.read_text() == client_types.client_schema(), FORGOTTEN


def test_the_pages_on_the_http_api_are_of_the_openapi_document() -> None:
    made = api_pages.pages()

    assert {name for name, words in made.items() if (source.ROOT / "docs" / name).read_text() != words} == set()
    assert {f"http-api/{page.name}" for page in api_pages.PLACE.glob("*.md")} == set(made) - {"http-api.md"}


@pytest.mark.parametrize(
    ("path", "same"), [("api/videos/<int:video_id>", "/api/videos/{id}"), ("a/<slug:t>.csv", "/a/{x}.csv")]
)
def test_an_address_is_the_same_in_the_server_s_words_and_in_the_document_s(path: str, same: str) -> None:
    assert api_pages.route(path) == api_pages.route(same)
