// The C names that Kafka and KafkaMock use: librdkafka itself, and the few calls whose C form (variadic arguments,
// tagged unions) Swift cannot write.
#ifndef CRDKAFKA_SHIM_H
#define CRDKAFKA_SHIM_H

#include <stdint.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

/// One record to hand to a producer. A NULL key or value is no key or no value; an empty one is a pointer with size 0.
typedef struct crdkafka_outgoing {
    const char *topic;
    int32_t partition;
    const void *key;
    size_t key_size;
    const void *value;
    size_t value_size;
    rd_kafka_headers_t *headers;  // belongs to librdkafka once the call succeeded, else still to the caller
    uintptr_t ticket;             // comes back in the delivery report
} crdkafka_outgoing;

/// Queues a copy of the record; NULL when it was taken, else an error that the caller destroys.
static inline rd_kafka_error_t *crdkafka_produce(rd_kafka_t *rk, const crdkafka_outgoing *record) {
    rd_kafka_vu_t fields[7];
    size_t count = 0;

    fields[count].vtype = RD_KAFKA_VTYPE_TOPIC;
    fields[count++].u.cstr = record->topic;
    fields[count].vtype = RD_KAFKA_VTYPE_PARTITION;
    fields[count++].u.i32 = record->partition;
    fields[count].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
    fields[count++].u.i = RD_KAFKA_MSG_F_COPY;
    fields[count].vtype = RD_KAFKA_VTYPE_OPAQUE;
    fields[count++].u.ptr = (void *)record->ticket;
    if (record->key) {
        fields[count].vtype = RD_KAFKA_VTYPE_KEY;
        fields[count].u.mem.ptr = (void *)record->key;
        fields[count++].u.mem.size = record->key_size;
    }
    if (record->value) {
        fields[count].vtype = RD_KAFKA_VTYPE_VALUE;
        fields[count].u.mem.ptr = (void *)record->value;
        fields[count++].u.mem.size = record->value_size;
    }
    if (record->headers) {
        fields[count].vtype = RD_KAFKA_VTYPE_HEADERS;
        fields[count++].u.headers = record->headers;
    }
    return rd_kafka_produceva(rk, fields, count);
}

/// Makes the next request of this kind at the broker wait `rtt_ms` and then answer with `error`.
static inline rd_kafka_resp_err_t crdkafka_mock_push_error_with_delay(
    rd_kafka_mock_cluster_t *cluster, int32_t broker, int16_t api_key, rd_kafka_resp_err_t error, int rtt_ms) {
    return rd_kafka_mock_broker_push_request_error_rtts(cluster, broker, api_key, 1, error, rtt_ms);
}

#endif
