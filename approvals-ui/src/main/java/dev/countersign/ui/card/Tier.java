package dev.countersign.ui.card;

/** How much is at stake: T1 routine, T2 external or hard to undo, T3 wide or irreversible (INBOX section 3). */
public enum Tier {
    T1,
    T2,
    T3
}
