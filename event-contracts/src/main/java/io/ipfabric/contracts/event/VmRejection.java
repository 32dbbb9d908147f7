package io.ipfabric.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Topic {@code vm-rejections}: a record of {@code vm-lifecycle} that was refused or could not be read.
 *
 * @param problem why it was refused
 * @param subject what the record said the VM is, shortened; absent if it said nothing
 * @param source the CloudEvents source, where it could be read
 * @param id the CloudEvents id, where it could be read
 * @param partition the partition of the original record
 * @param offset the offset of the original record
 * @param headers the headers of the original record, as text; at most 32, each shortened
 * @param value the value of the original record in Base64, its first 65536 bytes; absent if it had none
 * @param rejectedAt when it was refused
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
        headers = Fields.map(headers, "headers");
    }

    @Override
    @JsonIgnore
    public String partitionKey() {
        return subject == null ? "unknown" : subject;
    }
}
