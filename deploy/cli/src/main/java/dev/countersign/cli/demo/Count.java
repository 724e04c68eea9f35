package dev.countersign.cli.demo;

/** How many calls went which way, as one of the three places tells it. */
record Count(int proposed, int permitted, int denied, int approved, int rejected, int expired) {

    /** Every proposal went exactly one way. */
    boolean addsUp() {
        return proposed == permitted + denied + approved + rejected + expired;
    }

    int mayExecute() {
        return permitted + approved;
    }
}
