package io.ipfabric.http;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.quarkus.micrometer.runtime.HttpServerMetricsTagsContributor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * Keeps what strangers write out of the labels of {@code http_server_requests}: a method may be any word and a path any text, and each new one would be a series
 * for ever. Paths of refusals (4xx) are left out by {@code suppress4xx-errors}; here are the rest.
 *
 * <ol>
 *   <li>Of an answer the labels are mended before there is a meter, so that the registry remembers no stranger's word.
 *   <li>A request that broke off has no answer, and its labels pass the filter alone.
 * </ol>
 */
@ApplicationScoped
class RequestLabels implements HttpServerMetricsTagsContributor {

    private static final String METER = "http.server.requests";
    private static final String METHOD = "method";
    private static final Tag OTHER_METHOD = Tag.of(METHOD, "OTHER");
    private static final Tag UNKNOWN_URI = Tag.of("uri", "UNKNOWN");

    /** RFC 9110, section 9, and PATCH. */
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

    /** Where Quarkus REST leaves the declared path of the resource that was reached. */
    private static final String TEMPLATE = "UrlPathTemplate";

    @Override
    public Tags contribute(Context context) {
        var tags = isKnown(context.request().method().name()) ? Tags.empty() : Tags.of(OTHER_METHOD);
        boolean reached = context.requestContextLocalData(TEMPLATE) != null;
        return context.response().statusCode() >= 500 && !reached ? tags.and(UNKNOWN_URI) : tags;
    }

    @Produces
    @Singleton
    MeterFilter brokenOff() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                return id.getName().equals(METER) ? mended(id) : id;
            }
        };
    }

    private static Meter.Id mended(Meter.Id id) {
        var tags = Tags.of(id.getTagsAsIterable());
        if (!isKnown(String.valueOf(id.getTag(METHOD)))) {
            tags = tags.and(OTHER_METHOD);
        }
        return id.replaceTags("RESET".equals(id.getTag("status")) ? tags.and(UNKNOWN_URI) : tags);
    }

    private static boolean isKnown(String method) {
        return METHODS.contains(method);
    }
}
