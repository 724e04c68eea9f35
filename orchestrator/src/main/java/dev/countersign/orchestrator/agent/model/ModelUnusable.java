package dev.countersign.orchestrator.agent.model;

/** No model can be made of the document as it stands: an unknown kind, a missing member, a secret that is not there. */
public final class ModelUnusable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ModelUnusable(String message) {
        super(message);
    }

    /** The failure code of the run. */
    public String code() {
        return "MODEL_UNUSABLE";
    }
}
