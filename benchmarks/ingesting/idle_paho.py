"""The baseline: a paho subscriber that does nothing but count; prints a line for each whole lot.

Run as a program: `python idle_paho.py PORT CLIENT_ID FILTER COUNT`.
"""

import sys

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion


def main(port: int, client_id: str, topics: str, count: int) -> None:
    """Listen until killed."""
    client = Client(CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=False)
    left = count

    def heard(_client: Client, _userdata: object, _message: MQTTMessage) -> None:
        nonlocal left
        left -= 1
        if not left:
            left = count
            sys.stdout.write(".")
            sys.stdout.flush()

    def connected(client: Client, *_: object) -> None:
        client.subscribe(topics, qos=1)

    client.on_message = heard
    client.on_connect = connected
    client.reconnect_delay_set(1, 1)
    client.connect("127.0.0.1", port, keepalive=600)
    client.loop_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]))
