package io.ipfabric.contracts.event;

/** An event whose field is missing or does not fit the others. */
public final class InvalidFieldException extends IllegalArgumentException {

    private final String field;

    public InvalidFieldException(String field, String reason) {
        super(reason);
        this.field = field;
    }

    /** The field's name as in the JSON. */
    public String field() {
        return field;
    }
}
