package io.ipfabric.http.writes;

import static io.ipfabric.http.writes.Requests.add;
import static io.ipfabric.http.writes.Requests.newId;
import static io.ipfabric.http.writes.Requests.withKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

/** The first of two applications on one database; {@link SecondApplicationTest} is the other. Profiles are run in the order of their names, each by an application of its own. */
@QuarkusTest
@TestProfile(FirstApplicationTest.Profile1.class)
@WithTestResource(TestDatabase.class)
class FirstApplicationTest {

    /** Properties of the JVM: all class loaders share them. */
    static final String ID = "io.ipfabric.http.writes.id";

    static final String BODY = "io.ipfabric.http.writes.body";
    static final String TAG = "io.ipfabric.http.writes.tag";

    public static class Profile1 implements QuarkusTestProfile {}

    @Test
    void isAsked() {
        var id = newId();
        var answer = add(withKey(id), id);

        assertThat(answer.statusCode()).isEqualTo(202);
        System.setProperty(ID, id);
        System.setProperty(BODY, answer.asString());
        System.setProperty(TAG, answer.header("ETag"));
    }
}
