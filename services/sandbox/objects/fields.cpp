#include "services/sandbox/objects/fields.h"

#include "services/sandbox/engine/jsonvalues.h"

#include <QJsonArray>

#include <algorithm>
#include <charconv>
#include <optional>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostMetadata = 50;
constexpr qsizetype longestKey = 40;
constexpr qsizetype longestValue = 500;

std::string joined(const std::vector<std::string> &words)
{
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        text += (i == 0 ? "" : i + 1 < words.size() ? ", " : ", or ") + words[i];
    }
    return text;
}

Refusal cannotBeUnset(const std::string &param)
{
    return invalidParameter("parameter_invalid_empty",
        "You passed an empty string for '" + param
            + "'. We assume empty values are an attempt to unset a parameter; however '" + param
            + "' cannot be unset. You should remove '" + param
            + "' from your request or supply a non-empty value.",
        param);
}

Attempt<QJsonValue> readText(const Field &field, const std::string &value, const std::string &param)
{
    const auto letters = QString::fromStdString(value);
    if (static_cast<std::size_t>(letters.size()) > field.longest) {
        return invalidParameter("parameter_invalid_string_too_long",
            "Invalid string: it must be at most " + std::to_string(field.longest) + " characters", param);
    }
    return QJsonValue(letters);
}

Attempt<QJsonValue> readInteger(const Field &field, const std::string &value, const std::string &param)
{
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc() || end != value.data() + value.size()) {
        return invalidParameter("parameter_invalid_integer", "Invalid integer: " + value, param);
    }
    if (number < field.least || number > field.greatest) {
        const bool low = number < field.least;
        return invalidParameter("parameter_invalid_integer",
            std::string("This value must be ") + (low ? "greater" : "less") + " than or equal to "
                + std::to_string(low ? field.least : field.greatest) + " (it currently is '" + value + "').",
            param);
    }
    return QJsonValue(static_cast<qint64>(number));
}

bool isDecimal(const std::string &value)
{
    const auto point = std::min(value.find('.'), value.size());
    const auto digits = [](std::string_view part) {
        return !part.empty()
            && std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
    };
    const std::string_view text(value);
    return digits(text.substr(0, point)) && (point == value.size() || digits(text.substr(point + 1)))
        && value.size() - point <= 13 && point <= 15;
}

/** A parameter that is one text. */
Attempt<QJsonValue> readValue(const Field &field, const std::string &value, const std::string &param)
{
    switch (field.type) {
    case FieldType::Integer:
        return readInteger(field, value, param);
    case FieldType::Boolean:
        if (const auto flag = booleanOf(value)) {
            return QJsonValue(*flag);
        }
        return invalidParameter("parameter_invalid_boolean", "Invalid boolean: " + value, param);
    case FieldType::Decimal:
        if (!isDecimal(value)) {
            return invalidParameter("parameter_invalid_decimal", "Invalid decimal: " + value, param);
        }
        return text(value);
    case FieldType::Choice:
        if (std::find(field.choices.begin(), field.choices.end(), value) == field.choices.end()) {
            return invalidParameter(
                "", "Invalid " + param + ": must be one of " + joined(field.choices), param);
        }
        return text(value);
    default:
        return readText(field, value, param);
    }
}

Attempt<QJsonValue> readMetadata(const FormValues &node, const std::string &param)
{
    QJsonObject changes;
    for (const auto &name : node.names()) {
        const auto value = node.text(name);
        const auto key = QString::fromStdString(name);
        if (!value) {
            return invalidParameter("", "Metadata values can be strings, integers, or booleans.", param);
        }
        if (key.size() > longestKey || QString::fromStdString(*value).size() > longestValue) {
            return invalidParameter("",
                "Metadata keys can have up to 40 characters, and values up to 500 characters.",
                param + "[" + name + "]");
        }
        changes.insert(key, text(*value));
    }
    return QJsonValue(changes);
}

/** The parameters of one hash, or of a whole call (`outer` empty). */
class Reader final
{
public:
    explicit Reader(Call call)
        : m_call(call)
    { }

    Attempt<QJsonObject> read(
        const FormValues &form, const std::vector<Field> &fields, const std::string &outer) const
    {
        for (const auto &name : form.names()) {
            const bool known = (outer.empty() && name == "expand")
                || std::any_of(fields.begin(), fields.end(),
                    [&](const Field &field) { return field.name == name && usable(field, outer); });
            if (!known) {
                return unknownParameter(paramOf(name, outer));
            }
        }
        QJsonObject given;
        for (const auto &field : fields) {
            const auto param = paramOf(field.name, outer);
            if (form.has(field.name)) {
                auto value = readField(field, form, param);
                if (!value) {
                    return value.refusal();
                }
                given.insert(QString::fromStdString(field.name), *value);
            } else if (field.required && (!outer.empty() || m_call == Call::Create)) {
                return missingParameter(param);
            }
        }
        return given;
    }

private:
    static std::string paramOf(const std::string &name, const std::string &outer)
    {
        return outer.empty() ? name : outer + "[" + name + "]";
    }

    bool usable(const Field &field, const std::string &outer) const
    {
        return !outer.empty() || field.use == Use::Both
            || (field.use == Use::Create) == (m_call == Call::Create);
    }

    Attempt<QJsonValue> readField(const Field &field, const FormValues &form, const std::string &param) const
    {
        const auto value = form.text(field.name);
        if (value && value->empty()) {
            return field.clearable ? Attempt<QJsonValue>(null()) : cannotBeUnset(param);
        }
        const bool nested = field.type == FieldType::Metadata || field.type == FieldType::TextList
            || field.type == FieldType::Hash || field.type == FieldType::HashList
            || field.type == FieldType::HashMap || (field.type == FieldType::TextOrHash && !value);
        if (nested == value.has_value()) {
            return invalidParameter("", nested ? "Invalid object" : "Invalid string", param);
        }
        return nested ? readNested(field, form, param) : readValue(field, *value, param);
    }

    Attempt<QJsonValue> readNested(const Field &field, const FormValues &form, const std::string &param) const
    {
        const auto &node = form.child(field.name);
        if (field.type == FieldType::Metadata) {
            return readMetadata(node, param);
        }
        if (field.type == FieldType::TextList) {
            QJsonArray texts;
            for (const auto &entry : form.list(field.name)) {
                texts.append(text(entry));
            }
            return QJsonValue(texts);
        }
        if (field.type == FieldType::Hash || field.type == FieldType::TextOrHash) {
            auto hash = read(node, field.fields, param);
            return hash ? Attempt<QJsonValue>(QJsonValue(*hash)) : hash.refusal();
        }
        return readHashes(field, node, param);
    }

    Attempt<QJsonValue> readHashes(const Field &field, const FormValues &node, const std::string &param) const
    {
        QJsonArray list;
        QJsonObject map;
        for (const auto &name : node.indexes()) {
            auto hash = read(node.child(name), field.fields, paramOf(name, param));
            if (!hash) {
                return hash.refusal();
            }
            list.append(*hash);
            map.insert(QString::fromStdString(name), *hash);
        }
        return field.type == FieldType::HashMap ? QJsonValue(map) : QJsonValue(list);
    }

    Call m_call;
};

} // namespace

Attempt<QJsonObject> readFields(const FormValues &form, const std::vector<Field> &fields, Call call)
{
    return Reader(call).read(form, fields, "");
}

Attempt<QJsonObject> withMetadata(const QJsonObject &metadata, const QJsonValue &changes)
{
    if (changes.isNull()) {
        return QJsonObject();
    }
    auto result = metadata;
    const auto given = changes.toObject();
    for (auto entry = given.begin(); entry != given.end(); ++entry) {
        if (entry.value().toString().isEmpty()) {
            result.remove(entry.key());
        } else {
            result.insert(entry.key(), entry.value());
        }
    }
    if (result.size() > mostMetadata) {
        return invalidParameter("", "You can have up to 50 keys.", "metadata");
    }
    return result;
}

} // namespace billhook::sandbox
