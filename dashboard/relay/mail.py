"""E-mails through the office's mail server: plain and HTML, the letter attached, the same bytes each time."""

import re
import smtplib
import ssl
from contextlib import suppress
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Final

from casework.messages import DueMessage, Wording
from dashboard.relay.sending import Answer, Sent
from dashboard.relay.settings import Ways
from ui.letter import pdf_of

PATIENCE: Final = 20.0
_ADDRESS: Final = re.compile(r"[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+")
_CLOSING: Final = 421
_FINAL: Final = 500  # RFC 5321: 4yz may be tried again, 5yz may not.


class MailServer:
    """One connection to the mail server, opened when needed and kept for the messages that follow."""

    def __init__(self, ways: Ways) -> None:
        self._ways = ways
        self._open: smtplib.SMTP | None = None

    def send(self, message: DueMessage, wording: Wording) -> Sent:
        """Hand over one e-mail; what cannot be addressed at all is refused for good."""
        try:
            letter = email_of(message, wording, self._ways.smtp_from)
        except (ValueError, IndexError, MessageError):
            return Sent(answer=Answer.NEVER, code="address")
        try:
            return self._hand_over(letter, message.address)
        except (OSError, smtplib.SMTPException) as trouble:
            self.close()
            return Sent(answer=Answer.LATER, code=_code_of(trouble))

    def close(self) -> None:
        """Say goodbye, if the server still listens."""
        if self._open is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._open.quit()
        self._open = None

    def _hand_over(self, letter: EmailMessage, address: str) -> Sent:
        try:
            self._connection().send_message(letter, to_addrs=[address])
        except smtplib.SMTPRecipientsRefused as refused:
            [(code, _)] = refused.recipients.values()
            if code == _CLOSING:
                self.close()
            return _refused(code)
        except smtplib.SMTPDataError as refused:
            return _refused(refused.smtp_code)
        return Sent(answer=Answer.TAKEN, code="250")

    def _connection(self) -> smtplib.SMTP:
        if self._open is None:
            self._open = self._connect()
        return self._open

    def _connect(self) -> smtplib.SMTP:
        chosen, trusted = self._ways, ssl.create_default_context()
        if chosen.smtp_security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                chosen.smtp_host, chosen.smtp_port, timeout=PATIENCE, context=trusted
            )
        else:
            server = smtplib.SMTP(chosen.smtp_host, chosen.smtp_port, timeout=PATIENCE)
        try:
            if chosen.smtp_security == "starttls":
                server.starttls(context=trusted)
            if chosen.smtp_user:
                server.login(chosen.smtp_user, chosen.smtp_password.get_secret_value())
        except BaseException:
            server.close()
            raise
        return server


def email_of(message: DueMessage, wording: Wording, sender: str) -> EmailMessage:
    """The e-mail of a message; the same message and words make the same bytes at any time.

    Raises:
        ValueError, IndexError, MessageError: the address is none.
    """
    if not _ADDRESS.fullmatch(message.address):
        raise ValueError("address")
    name, address = parseaddr(sender)
    there = Address(addr_spec=message.address)
    letter = EmailMessage(policy=SMTP)
    letter["From"] = Address(display_name=name, addr_spec=address)
    letter["To"] = there
    letter["Subject"] = wording.subject
    letter["Message-ID"] = f"<{message.id}@{address.partition('@')[2]}>"
    letter["Date"] = format_datetime(wording.at)
    letter["Content-Language"] = message.language
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(wording.text, cte="base64")
    letter.add_alternative(wording.html, subtype="html", cte="base64")
    if wording.letter is not None:
        letter.add_attachment(
            pdf_of(wording.letter),
            maintype="application",
            subtype="pdf",
            filename=f"{message.application}.pdf",
        )
    parts = [part for part in letter.walk() if part.is_multipart()]
    for number, part in enumerate(parts):
        part.set_boundary(f"={message.id.hex}.{number}")
    return letter


def _refused(code: int) -> Sent:
    return Sent(answer=Answer.NEVER if code >= _FINAL else Answer.LATER, code=str(code))


def _code_of(trouble: Exception) -> str:
    """A number where the server gave one. A refused sign-in or sender is our fault, so it is tried again."""
    code = getattr(trouble, "smtp_code", None)
    return str(code) if code else type(trouble).__name__
