"""Pictures of pages, small enough to be kept with the sources: PNG with a palette."""

import base64
import struct
import zlib

from playwright.sync_api import Page

_COLOURS = 256

# The browser can read its own picture; each pixel becomes the index of its colour, or of the one nearest to it.
_READ = """async ([png, most]) => {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
  context.drawImage(image, 0, 0);
  const pixels = new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer);
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const byUse = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([colour]) => colour);
  const kept = byUse.slice(0, most);
  const parts = (colour) => [colour & 255, (colour >> 8) & 255, (colour >> 16) & 255];
  const keptParts = kept.map(parts);
  const index = new Map(kept.map((colour, place) => [colour, place]));
  for (const colour of byUse.slice(most)) {
    const [red, green, blue] = parts(colour);
    let nearest = 0, least = Infinity;
    keptParts.forEach(([r, g, b], place) => {
      const distance = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
      if (distance < least) [nearest, least] = [place, distance];
    });
    index.set(colour, nearest);
  }
  const written = new Uint8Array(pixels.length);
  pixels.forEach((pixel, place) => { written[place] = index.get(pixel); });
  let text = "";
  for (let at = 0; at < written.length; at += 32768) text += String.fromCharCode(...written.subarray(at, at + 32768));
  return { width: image.width, height: image.height, palette: keptParts.flat(), indices: btoa(text) };
}"""


def with_palette(png: bytes, tool: Page) -> bytes:
    """The picture with 256 colours at most, read by the blank page `tool`; the same picture gives the same bytes."""
    read = tool.evaluate(_READ, [base64.b64encode(png).decode(), _COLOURS])
    width, height, indices = read["width"], read["height"], base64.b64decode(read["indices"])
    rows = b"".join(b"\0" + indices[at : at + width] for at in range(0, width * height, width))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"PLTE", bytes(read["palette"])), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
