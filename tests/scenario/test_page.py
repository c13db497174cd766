"""Reading a page as a person does."""

from emulator.scenario.page import read_page


def test_heading_and_text_are_read_without_the_emulators_own_panel() -> None:
    page = read_page(
        "<html><head><title>Sign in</title></head><body><h1>Something <b>went</b>\n wrong</h1><p>Try again.</p>"
        "<aside class='diagnosis'><h1>The user name differs</h1></aside><script>1</script></body></html>"
    )
    assert page.heading == "Something went wrong"
    assert page.text == "Something went wrong Try again."


def test_an_empty_page_reads_as_nothing() -> None:
    assert read_page("").heading == ""
    assert read_page("<p>No heading</p>").heading == ""
