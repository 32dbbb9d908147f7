package io.ipfabric.logs;

import io.quarkus.logging.LoggingFilter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Filter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.handlers.ConsoleHandler;

/**
 * Lets every line pass. Quarkus takes another formatter from its extensions alone; but it asks this, from the very first line on, before that line is formatted. So
 * the first line finds the console's handlers, and gives them {@link JsonLines} where {@code fabric.log.format} is {@code json}.
 */
@LoggingFilter(name = "fabric-lines")
public final class LineFormat implements Filter {

    static final String FORMAT = "fabric.log.format";

    private volatile boolean isSet;

    @Override
    public boolean isLoggable(LogRecord record) {
        if (!isSet) {
            isSet = true;
            set();
        }
        return true;
    }

    private void set() {
        var format = text(FORMAT);
        if (format.equals("json")) {
            var lines = new JsonLines(ofProcess());
            handlers(LogContext.getLogContext().getLogger("").getHandlers())
                    .filter(ConsoleHandler.class::isInstance)
                    .forEach(handler -> handler.setFormatter(lines));
        } else if (!format.equals("text")) {
            Logger.getLogger(LineFormat.class)
                    .warnf("%s is neither text nor json but \"%s\": lines are text", FORMAT, format);
        }
    }

    private static Stream<Handler> handlers(Handler[] handlers) {
        return Arrays.stream(handlers)
                .flatMap(handler -> Stream.concat(
                        Stream.of(handler),
                        handler instanceof ExtHandler outer ? handlers(outer.getHandlers()) : Stream.empty()));
    }

    private static Map<String, String> ofProcess() {
        var fixed = new LinkedHashMap<String, String>();
        fixed.put("service", text("quarkus.application.name"));
        var node = text("fabric.node.name");
        if (!node.isEmpty()) {
            fixed.put("node", node);
        }
        return fixed;
    }

    private static String text(String setting) {
        return ConfigProvider.getConfig()
                .getOptionalValue(setting, String.class)
                .orElse("");
    }
}
