package dev.countersign.policy.opa;

/** The entry points of a bundle. */
enum Question {
    DECIDE("countersign/decide"),
    EXPLAIN("countersign/explain"),
    NEEDS("countersign/needs"),
    /** Which rules of a company's own there are. Asked when a revision is opened, never by a decision. */
    CATALOGUE("countersign/catalogue");

    private final String entryPoint;

    Question(String entryPoint) {
        this.entryPoint = entryPoint;
    }

    String entryPoint() {
        return entryPoint;
    }
}
