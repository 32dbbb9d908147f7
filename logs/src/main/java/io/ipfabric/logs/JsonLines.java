package io.ipfabric.logs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;

/**
 * A line is one JSON object of ASCII letters: whatever a message has in it, it neither ends the line nor adds a key. Of the logging context it has the keys of
 * {@link LogKeys} alone, so that nothing gets into a line because a library put it there. The keys are public: {@code docs/observability.md}.
 */
final class JsonLines extends ExtFormatter {

    /** Longer stack traces are cut. */
    static final int EXCEPTION_LENGTH_MAX = 32_768;

    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    /** RFC 3339, always of one length. */
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Map<String, String> fixed;

    /** @param fixed what every line of this process says: keys and values */
    JsonLines(Map<String, String> fixed) {
        this.fixed = fixed;
    }

    @Override
    public String format(ExtLogRecord record) {
        var line = new StringWriter();
        try (var json = JSON.createGenerator(line)) {
            json.writeStartObject();
            write(json, record);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("texts are always JSON", e);
        }
        return line.append('\n').toString();
    }

    private void write(JsonGenerator json, ExtLogRecord record) throws IOException {
        json.writeStringField("timestamp", TIMESTAMP.format(record.getInstant()));
        json.writeStringField("level", record.getLevel().getName());
        json.writeStringField("logger", String.valueOf(record.getLoggerName()));
        json.writeStringField("thread", String.valueOf(record.getThreadName()));
        json.writeStringField("message", String.valueOf(formatMessage(record)));
        for (var entry : fixed.entrySet()) {
            json.writeStringField(entry.getKey(), entry.getValue());
        }
        for (var key : CurrentTrace.keys()) {
            var value = record.getMdc(key);
            if (value != null) {
                json.writeStringField(key, value);
            }
        }
        if (record.getThrown() != null) {
            json.writeStringField("exception", text(record.getThrown()));
        }
    }

    private static String text(Throwable thrown) {
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        var whole = text.toString();
        return whole.length() <= EXCEPTION_LENGTH_MAX ? whole : whole.substring(0, EXCEPTION_LENGTH_MAX);
    }
}
