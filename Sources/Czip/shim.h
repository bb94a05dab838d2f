// The C names that Tables uses: libzip for reading archives, zlib for writing them, and the few macros and variadic
// functions that Swift cannot see.
#ifndef CZIP_SHIM_H
#define CZIP_SHIM_H

#include <stdint.h>
#include <zip.h>
#include <zlib.h>

/// What a source must answer so that libzip can read an archive through it.
static inline int64_t czip_seekable_source(void) { return ZIP_SOURCE_SUPPORTS_SEEKABLE; }

/// Begins raw deflate, as archives hold it.
static inline int czip_deflate_begin(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
}

/// Begins gzip (RFC 1952).
static inline int czip_gzip_begin(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY);
}

#endif
