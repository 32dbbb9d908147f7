package io.ipfabric.contracts.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Times as texts, and nothing else: Jackson's own reader takes numbers too, and numbers in texts. */
final class Rfc3339 extends StdScalarDeserializer<Instant> {

    private static final int YEAR_MAX = 9999;

    Rfc3339() {
        super(Instant.class);
    }

    /** RFC 3339 has years of four digits; Java and databases have more of them, and not the same. */
    static Optional<Instant> parse(String text) {
        try {
            var time = OffsetDateTime.parse(text);
            return time.getYear() >= 0 && time.getYear() <= YEAR_MAX ? Optional.of(time.toInstant()) : Optional.empty();
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    @Override
    public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (!parser.hasToken(JsonToken.VALUE_STRING)) {
            return (Instant) context.handleUnexpectedToken(Instant.class, parser);
        }
        var text = parser.getText();
        var time = parse(text);
        return time.isPresent()
                ? time.get()
                : (Instant) context.handleWeirdStringValue(Instant.class, text, "not as in RFC 3339");
    }
}
