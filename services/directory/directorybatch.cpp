#include "services/directory/directorybatch.h"

#include "services/observability/crashpoint.h"
#include "services/postgres/pipeline.h"

#include <cstddef>
#include <optional>
#include <set>
#include <utility>

namespace billhook::directory {

using domain::ErrorKind;
using domain::Result;
using postgres::Parameters;
using postgres::Pipeline;
using postgres::Rows;

namespace {

constexpr int attempts = 5;

using Texts = std::vector<std::optional<std::string>>;
using Integers = std::vector<std::optional<std::int64_t>>;
using Numbers = std::vector<std::int64_t>;

/** As PostgreSQL reads a boolean; none stays as it is known. */
std::optional<std::string> flagText(std::optional<bool> flag)
{
    return flag ? std::optional<std::string>(*flag ? "true" : "false") : std::nullopt;
}

/** The lines by kind, as columns. */
class Columns final
{
public:
    explicit Columns(std::span<const NumberedLine> lines)
    {
        for (const NumberedLine &line : lines) {
            m_number = line.number;
            std::visit([this](const auto &content) { add(content); }, line.line);
        }
    }

    Result<BatchResult> write(Pipeline &pipeline)
    {
        auto done = finished(pipeline.run("directory/prefer_indexes"));
        if (done) {
            done = writeOrganizations(pipeline);
        }
        if (done) {
            done = writeUsers(pipeline);
        }
        if (done) {
            done = writeMemberships(pipeline);
        }
        if (done) {
            done = writeProjects(pipeline);
        }
        if (done) {
            done = remove(pipeline);
        }
        if (done && !m_touched.empty()) {
            Parameters parameters;
            parameters.texts(Texts(m_touched.begin(), m_touched.end()));
            done = finished(pipeline.run("directory/refresh_organizations", parameters));
        }
        if (!done) {
            return done.error();
        }
        return m_result;
    }

private:
    /** Whether the line removes; what is written afterwards is there again. */
    static bool takesRemoval(std::set<std::string> &removed, const std::string &id, bool removes)
    {
        if (removes) {
            removed.insert(id);
        } else {
            removed.erase(id);
        }
        return removes;
    }

    void add(const OrganizationLine &line)
    {
        if (takesRemoval(m_removedOrganizations, line.id, line.removed)) {
            return;
        }
        m_slugs.emplace_back(line.slug);
        m_organizations.ids.emplace_back(line.id);
        m_organizations.names.emplace_back(line.name);
        m_organizations.created.emplace_back(line.createdAt);
        m_countries.emplace_back(line.country);
        m_customers.emplace_back(line.stripeCustomerId);
        m_archived.emplace_back(flagText(line.archived));
        m_touched.insert(line.id);
    }
    void add(const UserLine &line)
    {
        if (takesRemoval(m_removedUsers, line.id, line.removed)) {
            return;
        }
        m_active.emplace_back(flagText(line.active));
        m_users.ids.emplace_back(line.id);
        m_users.names.emplace_back(line.name);
        m_users.created.emplace_back(line.createdAt);
        m_emails.emplace_back(line.email);
    }
    void add(const MembershipLine &line)
    {
        m_touched.insert(line.organizationId);
        const auto key = std::pair(line.organizationId, line.userId);
        if (line.removed) {
            m_removedMemberships.insert(key);
            return;
        }
        m_removedMemberships.erase(key);
        m_memberships.ids.emplace_back(line.userId);
        m_memberships.organizations.emplace_back(line.organizationId);
        m_memberships.created.emplace_back(line.createdAt);
        m_memberships.numbers.push_back(m_number);
        m_roles.emplace_back(line.role);
        m_states.emplace_back(line.state);
    }
    void add(const ProjectLine &line)
    {
        if (takesRemoval(m_removedProjects, line.id, line.removed)) {
            return;
        }
        m_projects.ids.emplace_back(line.id);
        m_projects.organizations.emplace_back(line.organizationId);
        m_projects.names.emplace_back(line.name);
        m_projects.created.emplace_back(line.createdAt);
        m_projects.numbers.push_back(m_number);
        m_touched.insert(line.organizationId);
    }

    static Result<void> finished(const Result<Rows> &rows)
    {
        return rows ? Result<void>() : Result<void>(rows.error());
    }

    Result<void> countAffected(const Result<Rows> &rows)
    {
        if (rows) {
            m_result.changed += rows->affected();
        }
        return finished(rows);
    }

    /** Rows of (missing, number[, former]) as the two statements with references return them. */
    Result<void> takeAnswer(const Result<Rows> &rows, const Numbers &numbers, bool withFormer)
    {
        for (int row = 0; rows && row < rows->count(); ++row) {
            if (withFormer && !rows->isNull(row, 2)) {
                m_touched.insert(std::string(rows->text(row, 2)));
            } else if (rows->isNull(row, 0)) {
                m_result.changed += rows->integer(row, 1);
            } else {
                const auto position = static_cast<std::size_t>(rows->integer(row, 1) - 1);
                m_result.dangling.push_back(
                    { .number = numbers.at(position), .missing = std::string(rows->text(row, 0)) });
            }
        }
        return finished(rows);
    }

    Result<void> writeOrganizations(Pipeline &pipeline)
    {
        if (m_organizations.ids.empty()) {
            return {};
        }
        Parameters parameters;
        parameters.texts(m_organizations.ids)
            .texts(m_organizations.names)
            .texts(m_countries)
            .texts(m_customers);
        parameters.texts(m_archived).bigints(m_organizations.created).texts(m_slugs);
        return countAffected(pipeline.run("directory/upsert_organizations", parameters));
    }
    Result<void> writeUsers(Pipeline &pipeline)
    {
        if (m_users.ids.empty()) {
            return {};
        }
        Parameters parameters;
        parameters.texts(m_users.ids).texts(m_emails).texts(m_users.names).bigints(m_users.created);
        parameters.texts(m_active);
        return countAffected(pipeline.run("directory/upsert_users", parameters));
    }
    Result<void> writeMemberships(Pipeline &pipeline)
    {
        if (m_memberships.ids.empty()) {
            return {};
        }
        Parameters parameters;
        parameters.texts(m_memberships.organizations).texts(m_memberships.ids).texts(m_roles).texts(m_states);
        parameters.bigints(m_memberships.created);
        return takeAnswer(pipeline.run("directory/upsert_memberships", parameters), m_memberships.numbers,
            /*withFormer=*/false);
    }
    Result<void> writeProjects(Pipeline &pipeline)
    {
        if (m_projects.ids.empty()) {
            return {};
        }
        Parameters parameters;
        parameters.texts(m_projects.ids).texts(m_projects.organizations).texts(m_projects.names);
        parameters.bigints(m_projects.created);
        return takeAnswer(
            pipeline.run("directory/upsert_projects", parameters), m_projects.numbers, /*withFormer=*/true);
    }

    /** In this order, so that what hangs on others goes before them. */
    Result<void> remove(Pipeline &pipeline)
    {
        Texts organizations;
        Texts users;
        for (const auto &[organization, user] : m_removedMemberships) {
            organizations.emplace_back(organization);
            users.emplace_back(user);
        }
        auto done = removeWith(pipeline, "directory/remove_memberships", !users.empty(),
            Parameters().texts(organizations).texts(users));
        if (done) {
            done = removeIds(pipeline, "directory/remove_projects", m_removedProjects);
        }
        if (done) {
            done = removeIds(pipeline, "directory/remove_users", m_removedUsers);
        }
        return done ? removeIds(pipeline, "directory/remove_organizations", m_removedOrganizations) : done;
    }

    Result<void> removeIds(Pipeline &pipeline, const char *statement, const std::set<std::string> &ids)
    {
        return removeWith(
            pipeline, statement, !ids.empty(), Parameters().texts(Texts(ids.begin(), ids.end())));
    }

    /** Rows of (number, organization): how many are gone, or an organization that lost something. */
    Result<void> removeWith(Pipeline &pipeline, const char *statement, bool any, const Parameters &parameters)
    {
        if (!any) {
            return {};
        }
        const auto rows = pipeline.run(statement, parameters);
        for (int row = 0; rows && row < rows->count(); ++row) {
            m_result.changed += rows->integer(row, 0);
            if (!rows->isNull(row, 1)) {
                m_touched.insert(std::string(rows->text(row, 1)));
            }
        }
        return finished(rows);
    }

    struct Table
    {
        Texts ids;
        Texts organizations;
        Texts names;
        Integers created;
        Numbers numbers; ///< of the lines
    };

    Table m_organizations;
    Table m_users;
    Table m_memberships;
    Table m_projects;
    Texts m_countries;
    Texts m_customers;
    Texts m_archived;
    Texts m_slugs;
    Texts m_active;
    Texts m_emails;
    Texts m_roles;
    Texts m_states;
    std::set<std::string> m_removedOrganizations;
    std::set<std::string> m_removedUsers;
    std::set<std::string> m_removedProjects;
    std::set<std::pair<std::string, std::string>> m_removedMemberships; ///< organization, user
    std::set<std::string> m_touched; ///< organization ids; the unknown ones are ignored by the database
    BatchResult m_result;
    std::int64_t m_number = 0;
};

Result<BatchResult> writeOnce(Pipeline &pipeline, std::span<const NumberedLine> lines)
{
    postgres::Transaction transaction(pipeline);
    if (!transaction.begun()) {
        return transaction.begun().error();
    }
    auto result = Columns(lines).write(pipeline);
    if (!result) {
        return result;
    }
    observability::crashPoint("directory_before_commit");
    auto committed = transaction.commit();
    if (!committed) {
        return committed.error();
    }
    observability::crashPoint("directory_after_commit");
    return result;
}

} // namespace

Result<BatchResult> writeBatch(Pipeline &pipeline, std::span<const NumberedLine> lines)
{
    auto result = writeOnce(pipeline, lines);
    for (int attempt = 1; attempt < attempts && !result && result.error().kind == ErrorKind::Overloaded;
         ++attempt) {
        result = writeOnce(pipeline, lines);
    }
    return result;
}

Result<void> announceChange(Pipeline &pipeline, domain::Areas areas)
{
    Texts names;
    areas.forEach([&names](domain::Area area) { names.emplace_back(domain::nameOf(area)); });
    const auto announced = pipeline.run("directory/announce_change", Parameters().texts(names));
    return announced ? Result<void>() : Result<void>(announced.error());
}

} // namespace billhook::directory
