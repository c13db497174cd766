"""An administrator at a browser without scripts."""

from typing import Any

import lxml.html
import requests


class Visitor:
    """Opens pages of the console and sends their forms, with whatever hidden fields they hold."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.browser = requests.Session()
        self.answer = requests.Response()
        self.document: Any = None

    def open(self, path: str) -> "Visitor":
        """Open `/console<path>`, or an address."""
        address = path if path.startswith("http") else f"{self.url}/console{path}"
        return self._read(self.browser.get(address, timeout=10))

    def send(self, action: str, *, files: dict[str, Any] | None = None, **values: Any) -> "Visitor":
        """Send the form of the present page whose action ends so; `values` replace what it holds."""
        form = self._form(action, values)
        content = {**dict(form.form_values()), **values}
        address = requests.compat.urljoin(self.answer.url, form.get("action") or "")
        return self._read(self.browser.post(address, data=content, files=files, timeout=10))

    def offers(self, action: str) -> bool:
        """Whether the page has a form whose action ends so."""
        return any((form.get("action") or "").endswith(action) for form in self._forms)

    def text(self, path: str) -> str:
        """The words of the first element of that XPath, in one line."""
        found = self.document.xpath(path)
        assert found, f"{self.answer.url} has no {path}"
        element = found[0]
        return " ".join(str(element.text_content() if hasattr(element, "text_content") else element).split())

    def texts(self, path: str) -> list[str]:
        """The words of every element of that XPath."""
        return [" ".join(each.text_content().split()) for each in self.document.xpath(path)]

    @property
    def status(self) -> int:
        """The HTTP status of the page."""
        return self.answer.status_code

    @property
    def heading(self) -> str:
        """The page's heading."""
        return self.text("//h1")

    @property
    def notice(self) -> str:
        """What the page says was done."""
        return self.text("//*[@id='notice']")

    @property
    def problem(self) -> str:
        """Why the last form was refused."""
        return self.text("//*[@id='problem-text']")

    @property
    def cause(self) -> str:
        """The cause that the diagnosis names."""
        return self.text("//aside[contains(@class, 'diagnosis')]//p[@class='cause']")

    @property
    def body(self) -> str:
        """All words of the page's main part."""
        return self.text("//main")

    @property
    def path(self) -> str:
        """Where the browser is."""
        return self.answer.url.removeprefix(self.url)

    @property
    def _forms(self) -> list[Any]:
        """The forms that change something."""
        return [form for form in self.document.forms if form.method == "POST"]

    def _form(self, action: str, values: dict[str, Any]) -> Any:
        forms = [form for form in self._forms if (form.get("action") or "").endswith(action)]
        # Several buttons may be forms of one action; they differ by what is hidden in them.
        fitting = [form for form in forms if all(form.fields.get(name) == value for name, value in values.items())]
        assert forms, f"{self.answer.url} has no form for {action}"
        return (fitting or forms)[0]

    def _read(self, answer: requests.Response) -> "Visitor":
        assert answer.status_code < 500, answer.text[:2000]
        self.answer, self.document = answer, lxml.html.document_fromstring(answer.text)
        return self
