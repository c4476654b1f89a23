"""What can go wrong between a controller and its nodes."""


class DeviceError(Exception):
    """Root of all errors of this package."""


class ForeignTopic(DeviceError):
    """A topic that is not of this site's wire."""

    def __init__(self, topic: str, why: str) -> None:
        super().__init__(f"{topic[:200]!r} is not a topic of this wire: {why}")


class DecodeError(DeviceError):
    """A payload that can't be read; `reason` is from a small set, fit for counting."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class BrokerRefused(DeviceError):
    """The broker was reached and said no."""

    def __init__(self, what: str) -> None:
        super().__init__(f"the broker refused {what}; see its log and its access rules")


class BrokerUnavailable(DeviceError):
    """There is no broker to meet on, or it does not answer."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}: {remedy}")
        self.what = what
        self.remedy = remedy


class NotAClock(DeviceError):
    """The file of a simulated clock is missing or makes no sense."""

    def __init__(self, what: str) -> None:
        super().__init__(f"no simulated clock can be read: {what}")
