package io.ipfabric.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Topic {@code vm-rejections}: a record of {@code vm-lifecycle} that was refused or could not be read.
 *
 * @param subject what the record said the VM is, as it was given, shortened; absent if it said nothing
 * @param source CloudEvents source, where it could be read
 * @param id CloudEvents id, where it could be read
 * @param partition of the original record
 * @param offset of the original record
 * @param headers of the original record, as text; at most 32, each shortened
 * @param value of the original record in Base64, its first 65536 bytes; absent if it had none
 */
public record VmRejection(
        Problem problem,
        @Nullable String subject,
        @Nullable String source,
        @Nullable String id,
        int partition,
        long offset,
        Map<String, String> headers,
        @Nullable String value,
        Instant rejectedAt)
        implements FabricEvent {

    public VmRejection {
        Fields.required(problem, "problem");
        Fields.required(rejectedAt, "rejectedAt");
        headers = Map.copyOf(Fields.required(headers, "headers"));
    }

    @Override
    @JsonIgnore
    public String partitionKey() {
        return subject == null ? "unknown" : subject;
    }
}
