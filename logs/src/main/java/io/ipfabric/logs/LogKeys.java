package io.ipfabric.logs;

/** What a line may say of what it is about, as keys of the logging context (MDC) and of a line of JSON. */
public final class LogKeys {

    public static final String TRACE_ID = "trace_id";
    public static final String SPAN_ID = "span_id";
    public static final String VM = "vm";
    public static final String ADDRESS = "address";
    public static final String EPOCH = "epoch";

    private LogKeys() {}
}
