package dev.countersign.policy.opa;

/** The three entry points of a bundle. */
enum Question {
    DECIDE("countersign/decide"),
    EXPLAIN("countersign/explain"),
    NEEDS("countersign/needs");

    private final String entryPoint;

    Question(String entryPoint) {
        this.entryPoint = entryPoint;
    }

    String entryPoint() {
        return entryPoint;
    }
}
