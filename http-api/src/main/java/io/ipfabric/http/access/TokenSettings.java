package io.ipfabric.http.access;

import io.ipfabric.credentials.Terms;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Whose tokens are accepted: those of one key, or those of one issuer. Without either a service does not start. */
@ConfigMapping(prefix = "fabric.tokens")
interface TokenSettings {

    /** PEM file of the public half of the fabric's own key. */
    Optional<Path> publicKey();

    /** An OpenID Connect issuer, exactly as it names itself in its tokens. */
    Optional<String> issuer();

    /** The issuer's JSON Web Key Set, which its discovery document calls {@code jwks_uri}. */
    Optional<URI> keysUrl();

    /** What the issuer's tokens must name as their audience. */
    @WithDefault(Terms.AUDIENCE)
    String audience();
}
