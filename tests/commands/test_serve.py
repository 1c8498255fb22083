import socket

from app.commands.serve import listen


def test_who_opens_the_printed_address_at_once_waits_for_the_application_and_is_not_refused() -> None:
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname(), timeout=5) as early:
        assert early.getpeername() == listener.getsockname()
