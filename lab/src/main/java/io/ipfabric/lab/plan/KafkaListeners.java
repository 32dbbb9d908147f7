package io.ipfabric.lab.plan;

/** How the lab's broker speaks with its clients. */
public enum KafkaListeners {
    /** In clear text, with anybody. */
    PLAINTEXT,
    /** By TLS, with users that it knows (SCRAM-SHA-512), who may do what the catalogue says and nothing else. */
    SASL
}
