#include "services/directory/directoryline.h"

#include <QDateTime>
#include <QString>

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <utility>

namespace billhook::directory {

using domain::Error;
using domain::ErrorKind;
using domain::Result;

namespace {

Error bad(std::string reason)
{
    return {
        .kind = ErrorKind::InvalidInput, .code = "bad_line", .message = std::move(reason), .detail = {}
    };
}

bool isHexDigit(char character)
{
    return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'f')
        || (character >= 'A' && character <= 'F');
}

/** 8-4-4-4-12 hexadecimal digits; PostgreSQL would take more forms, which no one could find again by text. */
bool isUuid(std::string_view text)
{
    constexpr std::array<std::size_t, 4> hyphens{ 8, 13, 18, 23 };
    if (text.size() != 36) {
        return false;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool hyphen = std::find(hyphens.begin(), hyphens.end(), i) != hyphens.end();
        if (hyphen ? text[i] != '-' : !isHexDigit(text[i])) {
            return false;
        }
    }
    return true;
}

bool isBlank(std::string_view text)
{
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

/** The fields of one line; remembers the first thing that is wrong with them. */
class Fields final
{
public:
    explicit Fields(simdjson::dom::object object)
        : m_object(object)
    { }

    /** Nothing when the field is absent or null. */
    std::optional<std::string> optionalText(const char *name)
    {
        const auto element = find(name);
        if (!element) {
            return std::nullopt;
        }
        std::string_view text;
        if (element->get_string().get(text) != simdjson::SUCCESS) {
            fail(name, "must be text");
        } else if (text.find('\0') != std::string_view::npos) {
            fail(name, "must not contain a NUL character");
        }
        return std::string(text);
    }

    std::string requiredText(const char *name)
    {
        auto text = optionalText(name);
        if (!text) {
            fail(name, "is missing");
        } else if (isBlank(*text)) {
            fail(name, "is empty");
        }
        return std::move(text).value_or(std::string());
    }

    std::string uuid(const char *name)
    {
        auto text = requiredText(name);
        if (!isUuid(text)) {
            fail(name, "must be a UUID such as 6f1d0a52-3c4b-4a8e-9f57-0d1e2c3b4a59");
        }
        return text;
    }

    /** Empty text where the field is null: that empties it. */
    std::optional<std::string> changedText(const char *name)
    {
        simdjson::dom::element element;
        const bool given = m_object.at_key(name).get(element) == simdjson::SUCCESS;
        return given && element.is_null() ? std::string() : optionalText(name);
    }

    std::optional<std::string> optionalWord(const char *name, std::initializer_list<std::string_view> allowed)
    {
        auto text = optionalText(name);
        if (text && std::find(allowed.begin(), allowed.end(), *text) == allowed.end()) {
            std::string list;
            for (const std::string_view word : allowed) {
                list.append(list.empty() ? "" : ", ").append(word);
            }
            fail(name, text->empty() ? "is missing" : "must be one of " + list);
        }
        return text;
    }

    std::string requiredWord(const char *name, std::initializer_list<std::string_view> allowed)
    {
        auto text = optionalWord(name, allowed);
        if (!text) {
            fail(name, "is missing");
        }
        return std::move(text).value_or(std::string());
    }

    std::optional<bool> flag(const char *name)
    {
        const auto element = find(name);
        bool value = false;
        if (!element) {
            return std::nullopt;
        }
        if (element->get_bool().get(value) != simdjson::SUCCESS) {
            fail(name, "must be true or false");
        }
        return value;
    }

    /** One @ between something and something, no blanks: that it can be written to, not that it exists. */
    std::string email(const char *name)
    {
        auto text = requiredText(name);
        const auto at = text.find('@');
        const bool plausible = at != std::string::npos && at > 0 && at + 1 < text.size()
            && text.find('@', at + 1) == std::string::npos
            && text.find_first_of(" \t\r\n,;<>") == std::string::npos;
        if (!plausible) {
            fail(name, "must be an e-mail address such as d.reed@example.com");
        }
        return text;
    }

    bool removes() { return flag("removed").value_or(false); }

    /** A misspelt field would be a field that is silently not there. */
    void allowOnly(std::initializer_list<std::string_view> names)
    {
        for (const auto &field : m_object) {
            const bool common = field.key == "type" || field.key == "removed";
            if (!common && std::find(names.begin(), names.end(), field.key) == names.end()) {
                fail(field.key, "is not known here");
            }
        }
    }

    std::optional<std::int64_t> instant(const char *name)
    {
        const auto text = optionalText(name);
        if (!text) {
            return std::nullopt;
        }
        QDateTime moment = QDateTime::fromString(QString::fromStdString(*text), Qt::ISODateWithMs);
        if (moment.timeSpec() == Qt::LocalTime) {
            moment.setTimeSpec(Qt::UTC); // no offset means UTC, not this machine's zone
        }
        if (!moment.isValid() || moment.date().year() < 1 || moment.date().year() > 9999) {
            fail(name, "must be an ISO 8601 instant such as 2026-01-31T09:30:00Z");
        }
        return moment.toMSecsSinceEpoch();
    }

    void fail(std::string_view name, std::string_view what)
    {
        if (m_problem.empty()) {
            m_problem.append("\"").append(name).append("\" ").append(what);
        }
    }

    const std::string &problem() const { return m_problem; }

private:
    std::optional<simdjson::dom::element> find(const char *name) const
    {
        simdjson::dom::element element;
        if (m_object.at_key(name).get(element) != simdjson::SUCCESS || element.is_null()) {
            return std::nullopt;
        }
        return element;
    }

    simdjson::dom::object m_object;
    std::string m_problem;
};

OrganizationLine readOrganization(Fields &fields)
{
    OrganizationLine line;
    fields.allowOnly(
        { "id", "name", "slug", "country", "stripe_customer_id", "archived", "active", "created_at" });
    line.id = fields.uuid("id");
    line.removed = fields.removes();
    if (line.removed) {
        return line;
    }
    line.name = fields.requiredText("name");
    line.slug = fields.optionalText("slug");
    if (line.slug && isBlank(*line.slug)) {
        line.slug.reset();
    }
    line.country = fields.changedText("country");
    line.stripeCustomerId = fields.changedText("stripe_customer_id");
    if (line.stripeCustomerId && isBlank(*line.stripeCustomerId)) {
        line.stripeCustomerId = std::string();
    }
    line.archived = fields.flag("archived");
    if (const auto active = fields.flag("active")) {
        line.archived = !*active;
    }
    line.createdAt = fields.instant("created_at");
    return line;
}

UserLine readUser(Fields &fields)
{
    UserLine line;
    fields.allowOnly({ "id", "email", "name", "active", "created_at" });
    line.id = fields.uuid("id");
    line.removed = fields.removes();
    if (line.removed) {
        return line;
    }
    line.email = fields.email("email");
    line.name = fields.changedText("name");
    line.active = fields.flag("active");
    line.createdAt = fields.instant("created_at");
    return line;
}

MembershipLine readMembership(Fields &fields)
{
    MembershipLine line;
    fields.allowOnly({ "organization_id", "user_id", "role", "state", "created_at" });
    line.organizationId = fields.uuid("organization_id");
    line.userId = fields.uuid("user_id");
    line.removed = fields.removes();
    if (line.removed) {
        return line;
    }
    line.role = fields.requiredWord("role", { "owner", "admin", "member" });
    line.state = fields.optionalWord("state", { "active", "invited" });
    line.createdAt = fields.instant("created_at");
    return line;
}

ProjectLine readProject(Fields &fields)
{
    ProjectLine line;
    fields.allowOnly({ "id", "organization_id", "name", "created_at" });
    line.id = fields.uuid("id");
    line.removed = fields.removes();
    if (line.removed) {
        return line;
    }
    line.organizationId = fields.uuid("organization_id");
    line.name = fields.requiredText("name");
    line.createdAt = fields.instant("created_at");
    return line;
}

Result<DirectoryLine> checked(const Fields &fields, DirectoryLine line)
{
    if (!fields.problem().empty()) {
        return bad(fields.problem());
    }
    return line;
}

Result<DirectoryLine> readByType(const std::string &type, Fields &fields)
{
    if (type == "organization") {
        DirectoryLine line = readOrganization(fields);
        return checked(fields, std::move(line));
    }
    if (type == "user") {
        DirectoryLine line = readUser(fields);
        return checked(fields, std::move(line));
    }
    if (type == "membership") {
        DirectoryLine line = readMembership(fields);
        return checked(fields, std::move(line));
    }
    if (type == "project") {
        DirectoryLine line = readProject(fields);
        return checked(fields, std::move(line));
    }
    fields.fail("type", "must be one of organization, user, membership, project");
    return bad(fields.problem());
}

} // namespace

Result<DirectoryLine> readDirectoryLine(std::string_view text)
{
    thread_local simdjson::dom::parser parser; // keeps its buffers from line to line
    simdjson::dom::element document;
    const auto problem = parser.parse(text.data(), text.size()).get(document);
    if (problem != simdjson::SUCCESS) {
        return bad(problem == simdjson::UTF8_ERROR ? "the line is not UTF-8" : "the line is not JSON");
    }
    simdjson::dom::object object;
    if (document.get_object().get(object) != simdjson::SUCCESS) {
        return bad("the line is not a JSON object");
    }
    Fields fields(object);
    const std::string type = fields.requiredText("type");
    if (!fields.problem().empty()) {
        return bad(fields.problem());
    }
    return readByType(type, fields);
}

} // namespace billhook::directory
