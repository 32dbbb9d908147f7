package io.ipfabric.http.writes;

import static io.ipfabric.http.writes.Requests.add;
import static io.ipfabric.http.writes.Requests.countOf;
import static io.ipfabric.http.writes.Requests.withKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

/** A restart: nothing of {@link FirstApplicationTest}'s application is left but the database. */
@QuarkusTest
@TestProfile(SecondApplicationTest.Profile2.class)
@WithTestResource(TestDatabase.class)
class SecondApplicationTest {

    public static class Profile2 implements QuarkusTestProfile {}

    @Test
    void answersAsTheFirstDid() {
        var id = System.getProperty(FirstApplicationTest.ID);
        assertThat(id).as("FirstApplicationTest ran before; run both").isNotNull();

        var again = add(withKey(id), id);

        assertThat(again.statusCode()).isEqualTo(202);
        assertThat(again.asString()).isEqualTo(System.getProperty(FirstApplicationTest.BODY));
        assertThat(again.header("ETag")).isEqualTo(System.getProperty(FirstApplicationTest.TAG));
        assertThat(countOf(id)).isEqualTo(1);
    }
}
