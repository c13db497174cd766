"""The pictures of the documentation: a page with few colours loses none of them."""

import base64

import pytest
from playwright.sync_api import Page

from tests.gallery.picture import with_palette

pytestmark = pytest.mark.browser

_PIXELS = """async (pictures) => {
  const read = async (png) => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, image.width, image.height).data.join();
  };
  const [one, other] = await Promise.all(pictures.map(read));
  return one === other;
}"""


def test_picture_with_a_palette_shows_the_same(page: Page) -> None:
    page.set_viewport_size({"width": 120, "height": 80})
    page.set_content("<body style='background: teal'><p style='color: white'>Sign in</p>")
    taken = page.screenshot()
    written = with_palette(taken, page)
    assert written == with_palette(taken, page)
    assert page.evaluate(_PIXELS, [base64.b64encode(each).decode() for each in (taken, written)])
