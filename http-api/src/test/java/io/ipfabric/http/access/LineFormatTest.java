package io.ipfabric.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ipfabric.logs.CurrentTrace;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.handlers.ConsoleHandler;
import org.junit.jupiter.api.Test;

/** A service with {@code fabric.log.format=json}: how its console writes. */
@QuarkusTest
@TestProfile(AuditLogTest.Quiet.class)
class LineFormatTest {

    @Test
    void the_console_writes_objects_that_say_whose_they_are() throws Exception {
        Logger.getLogger(LineFormatTest.class).warn("the first line, at the latest, makes it so");
        var console = handlers(java.util.logging.Logger.getLogger("").getHandlers())
                .filter(ConsoleHandler.class::isInstance)
                .findFirst()
                .orElseThrow();
        var record = new ExtLogRecord(Level.WARN, "two\nlines", LineFormatTest.class.getName());
        CurrentTrace.during(CurrentTrace.continued(Optional.empty()), "web-1", record::copyMdc);

        var line = console.getFormatter().format(record);

        assertThat(line.lines()).hasSize(1);
        assertThat(new ObjectMapper().readTree(line).properties())
                .extracting(Map.Entry::getKey)
                .containsExactly(
                        "timestamp", "level", "logger", "thread", "message", "service", "trace_id", "span_id", "vm");
    }

    private static Stream<Handler> handlers(Handler[] handlers) {
        return Arrays.stream(handlers)
                .flatMap(handler -> Stream.concat(
                        Stream.of(handler),
                        handler instanceof ExtHandler outer ? handlers(outer.getHandlers()) : Stream.empty()));
    }
}
