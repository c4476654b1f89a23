"""What a lamp draws at a level: one curve for whoever judges, plans or explains.

The simulator has its own, with warm-up and losses: were it this one, a wrong curve would prove
itself.
"""


def drawn_w(nominal_w: float, standby_w: float, level: float) -> float:
    """Give the power that a lamp should draw [W].

    Args:
        nominal_w: At full light [W].
        standby_w: At 0 % [W].
        level: Light [%].

    References:
        OSRAM, dimming curves of LED drivers: P(d) = P_standby + (P_nom - P_standby) * d.
    """
    return standby_w + (nominal_w - standby_w) * level / 100
