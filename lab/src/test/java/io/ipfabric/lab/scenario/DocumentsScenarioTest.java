package io.ipfabric.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What documents tell to type about a running lab works as it stands there; README, docs/cli.md and docs/producing.md have scenarios of their own. */
@InLab
class DocumentsScenarioTest {

    @Test
    void aRequestIsFollowedAsTheDocumentSays() throws IOException {
        assertThat(ShellBlocks.runAll("docs/observability.md"))
                .contains(
                        "\"status\":\"success\"",
                        "\"alerts\"",
                        "io.ipf.published",
                        "io.ipfabric.route.announced.v1",
                        "io.ipfabric.route.confirmed.v1");
    }

    @Test
    void aWriteHasItsKeyAsTheReferenceSays() throws IOException {
        assertThat(ShellBlocks.runAll("docs/reference/http.md")).contains("\"web1\"");
    }
}
