package io.ipfabric.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.lab.lifecycle.HttpApi;
import io.ipfabric.lab.lifecycle.LabToken;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.process.Json;
import io.ipfabric.lab.proof.Vms;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a client gets wrong is answered with a problem that names the field, and never with a 5xx. */
@InLab
class HostileRequestScenarioTest {

    private static final int HUGE = 30_000_000;

    private static final List<Mistake> MISTAKES = List.of(
            Mistake.vm("{'name': 'a', 'cluster': 'nope', 'node': 'node1'}", "unknown-cluster", "cluster"),
            Mistake.vm("{'name': 'a', 'cluster': 'lab', 'node': 'node99'}", "unknown-node", "node"),
            Mistake.vm("{'name': 'a/b', 'cluster': 'lab', 'node': 'node1'}", "invalid-field", "name"),
            Mistake.vm("{'id': '../x', 'name': 'a', 'cluster': 'lab', 'node': 'node1'}", "invalid-field", "id"),
            Mistake.vm("{'name': 7, 'cluster': 'lab', 'node': 'node1'}", "invalid-field", "name"),
            Mistake.vm("{'name': 'a', 'cluster': 'lab', 'node': 'node1', 'colour': 1}", "invalid-field", "colour"),
            Mistake.vm(
                    "{'name': 'a', 'cluster': 'lab', 'node': 'node1', 'addresses': ['10.0']}",
                    "invalid-field",
                    "addresses[0]"),
            Mistake.vm("{'name': 'a', 'cluster': 'lab'", "unreadable", ""),
            Mistake.pool("{'name': 'p', 'cluster': 'lab', 'prefix': '10.0.0.0/33'}", "invalid-field", "prefix"),
            Mistake.pool(
                    "{'name': 'p', 'cluster': 'lab', 'prefix': '198.51.100.128/25'}", "prefix-overlaps", "prefix"));

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /**
     * @param body with apostrophes for quotation marks
     * @param type without its prefix
     * @param field empty: the body as a whole
     */
    private record Mistake(String service, String path, String body, String type, String field) {

        static Mistake vm(String body, String type, String field) {
            return new Mistake("vm-service", "/v1/vms", body.replace('\'', '"'), type, field);
        }

        static Mistake pool(String body, String type, String field) {
            return new Mistake("ipam-service", "/v1/pools", body.replace('\'', '"'), type, field);
        }
    }

    @Test
    void mistakesAreAnsweredWithTheField() throws IOException, InterruptedException {
        for (var mistake : MISTAKES) {
            var answer = post(LabPlan.service(mistake.service()).url() + mistake.path(), mistake.body());

            assertThat(answer.statusCode()).as(mistake.body()).isBetween(400, 499);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            var problem = Json.read(answer.body());
            assertThat(problem.path("type").asText()).isEqualTo("urn:ip-fabric:problem:" + mistake.type());
            assertThat(problem.path("field").asText("")).isEqualTo(mistake.field());
            assertThat(problem.path("detail").asText()).isNotBlank();
        }
    }

    @Test
    void addressOfNoPoolIsRefusedWithTheReason() {
        var vms = new Vms();
        new HttpApi(LabPlan.service("vm-service").url())
                .post("/v1/vms", Json.read("""
                        {"id": "foreign", "name": "foreign", "cluster": "lab", "node": "node1", "addresses": ["192.0.2.1"]}
                        """))
                .orThrow("refused at once");

        var refused = vms.await("foreign", "refused", found -> found.state().equals("REFUSED"));

        assertThat(refused.json().path("problem").path("field").asText()).isEqualTo("addresses[0]");
    }

    @Test
    void hugeBodyIsRefused() throws IOException, InterruptedException {
        var answer = send(request(LabPlan.service("vm-service").url() + "/v1/vms", "a".repeat(HUGE))
                .expectContinue(true)
                .build());

        assertThat(answer.statusCode()).isEqualTo(413);
    }

    private HttpResponse<String> post(String url, String body) throws IOException, InterruptedException {
        return send(request(url, body).build());
    }

    private static HttpRequest.Builder request(String url, String body) {
        return HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + LabToken.current())
                .POST(BodyPublishers.ofString(body));
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, BodyHandlers.ofString());
    }
}
