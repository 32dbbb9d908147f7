package io.ipfabric.http.testing;

import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/** Gives every service under test the public half of {@link TestTokens}' key. Any other source comes before it. */
public final class TestTokensConfig implements ConfigSource {

    private static final String PUBLIC_KEY = "fabric.tokens.public-key";
    private static final int AFTER_ALL_OTHERS = 1;

    @Override
    public Set<String> getPropertyNames() {
        return Set.of(PUBLIC_KEY);
    }

    @Override
    public @Nullable String getValue(String name) {
        return name.equals(PUBLIC_KEY) ? TestTokens.publicKey().toString() : null;
    }

    @Override
    public String getName() {
        return "the tests' tokens";
    }

    @Override
    public int getOrdinal() {
        return AFTER_ALL_OTHERS;
    }
}
