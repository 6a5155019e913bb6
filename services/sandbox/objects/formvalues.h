#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace billhook::sandbox {

/**
 * Parameters as Stripe's clients encode them: `a[b][0][c]=v`, brackets raw or escaped, spaces as %20 or +.
 * A node has a value, or named children; list entries are children named by their index.
 */
class FormValues final
{
public:
    /** Reads a query string or form body; nothing when an escape or the brackets are broken. */
    static std::optional<FormValues> parse(std::string_view encoded);

    bool has(const std::string &name) const { return m_children.contains(name); }
    /** The text of a child; nothing when it is absent or has children itself. */
    std::optional<std::string> text(const std::string &name) const;
    /** The child, or an empty node. */
    const FormValues &child(const std::string &name) const;
    /** The texts of a child's entries in order of their index. */
    std::vector<std::string> list(const std::string &name) const;
    std::vector<std::string> names() const;
    /** The children's names, indexes in order of their number. */
    std::vector<std::string> indexes() const;

private:
    FormValues &entry(const std::string &name);

    std::optional<std::string> m_value;
    std::map<std::string, FormValues> m_children;
    std::vector<std::string> m_order; ///< names as first met
};

/** true or false, also as Python's older clients write them; nothing when it is neither. */
std::optional<bool> booleanOf(const std::string &text);

/** Decodes %XX and +; nothing when an escape is broken. */
std::optional<std::string> decodeForm(std::string_view text);

} // namespace billhook::sandbox
