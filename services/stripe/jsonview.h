#pragma once

#include "models/domain/result.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace billhook::stripe {

enum class JsonKind : std::uint8_t
{
    Missing,
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object
};

class JsonTree;

/** A read-only value inside a JsonTree: cheap to copy, valid until the tree parses again or dies. */
class JsonView final
{
public:
    JsonView() = default; ///< Missing

    JsonKind kind() const;
    bool isObject() const { return kind() == JsonKind::Object; }
    bool isArray() const { return kind() == JsonKind::Array; }
    bool isString() const { return kind() == JsonKind::String; }
    bool isNothing() const; ///< missing or null

    std::size_t size() const; ///< members of an object, elements of an array, else 0
    JsonView at(std::size_t index) const; ///< in order of keys, or of the array
    std::string_view key() const; ///< of a member, decoded
    JsonView operator[](std::string_view key) const; ///< Missing where there is no such member

    /** Decoded text of a String, the text as written of a Number, "true" or "false"; else empty. */
    std::string_view text() const;

private:
    friend class JsonTree;
    JsonView(const JsonTree *tree, std::uint32_t node)
        : m_tree(tree)
        , m_node(node)
    { }

    const JsonTree *m_tree = nullptr;
    std::uint32_t m_node = 0;
};

/**
 * One JSON document with sorted members; numbers keep their text, so decimals stay exact. Of equal keys the
 * last counts. Reused for one document after the other; the one read last is not read again. One thread at a
 * time.
 */
class JsonTree final
{
public:
    JsonTree();
    JsonTree(const JsonTree &) = delete;
    JsonTree &operator=(const JsonTree &) = delete;
    ~JsonTree();

    /** InvalidInput for anything that is not one UTF-8 JSON value nested at most 64 deep. */
    domain::Result<JsonView> parse(std::string_view bytes);

    /**
     * The Stripe object as it was before an update: `previous` laid over `object`. Hashes merge, also where
     * their ids differ, as Stripe lists changed keys only; arrays are replaced whole, parts missing in their
     * elements are filled by the element's id; a top-level plan or quantity without items belongs to the
     * first item.
     */
    JsonView undo(JsonView object, JsonView previous);

private:
    friend class JsonView;
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace billhook::stripe
