#include "services/postgres/statementcatalog.h"

#include <QDir>
#include <QFile>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <set>

namespace billhook::postgres {

namespace {

bool isNameCharacter(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/** Walks the SQL once; QPSQL would otherwise take a colon or question mark in a comment for a parameter. */
class Scanner final
{
public:
    explicit Scanner(std::string_view text)
        : m_text(text)
    { }

    void scan()
    {
        while (m_at < m_text.size()) {
            const char c = m_text[m_at];
            if (c == '-' && next() == '-') {
                m_at = std::min(m_text.find('\n', m_at), m_text.size());
            } else if (c == '/' && next() == '*') {
                const std::size_t end = m_text.find("*/", m_at + 2);
                m_at = end == std::string_view::npos ? m_text.size() : end + 2;
            } else if (c == '\'' || c == '"') {
                takeQuoted(c);
            } else if (c == ':') {
                takeColon();
            } else {
                take(1);
            }
        }
    }

    std::string sql() const { return m_sql; }
    const std::set<std::string> &parameters() const { return m_parameters; }

private:
    char next() const { return m_at + 1 < m_text.size() ? m_text[m_at + 1] : '\0'; }

    void take(std::size_t count)
    {
        m_sql += m_text.substr(m_at, count);
        m_at += count;
    }

    void takeQuoted(char quote)
    {
        const std::size_t end = m_text.find(quote, m_at + 1);
        take(end == std::string_view::npos ? m_text.size() - m_at : end + 1 - m_at);
    }

    void takeColon()
    {
        if (next() == ':') {
            take(2);
            return;
        }
        std::size_t end = m_at + 1;
        while (end < m_text.size() && isNameCharacter(m_text[end])) {
            ++end;
        }
        if (end > m_at + 1) {
            m_parameters.emplace(m_text.substr(m_at, end - m_at));
        }
        take(end - m_at);
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::string m_sql;
    std::set<std::string> m_parameters;
};

domain::Error missing(const std::string &what)
{
    return { domain::ErrorKind::Internal, "statement_missing", "A statement of this program is missing.",
        what };
}

} // namespace

Statement readStatement(std::string name, const std::string &text)
{
    Scanner scanner(text);
    scanner.scan();
    std::string sql = scanner.sql();
    const auto first = sql.find_first_not_of(" \t\r\n");
    const auto last = sql.find_last_not_of(" \t\r\n;");
    sql = first == std::string::npos || last == std::string::npos ? std::string()
                                                                  : sql.substr(first, last - first + 1);
    return { std::move(name), std::move(sql), { scanner.parameters().begin(), scanner.parameters().end() } };
}

domain::Result<std::vector<Statement>> statementsOf(const std::string &area)
{
    const QDir folder(QStringLiteral(":/sql/statements/") + QString::fromStdString(area));
    const QStringList files = folder.entryList({ QStringLiteral("*.sql") }, QDir::Files, QDir::Name);
    if (files.isEmpty()) {
        return missing("area " + area);
    }
    std::vector<Statement> statements;
    for (const QString &file : files) {
        QFile source(folder.filePath(file));
        std::string name = area + '/' + file.chopped(4).toStdString();
        if (!source.open(QIODevice::ReadOnly)) {
            return missing(name);
        }
        Statement statement = readStatement(std::move(name), source.readAll().toStdString());
        if (statement.sql.empty()) {
            return missing(statement.name);
        }
        statements.push_back(std::move(statement));
    }
    return statements;
}

std::string areaOf(std::string_view statement)
{
    return std::string(statement.substr(0, statement.find('/')));
}

domain::Result<std::string> sqlOf(const std::string &name)
{
    auto statements = statementsOf(areaOf(name));
    if (!statements) {
        return statements.error();
    }
    const auto found = std::find_if(statements->begin(), statements->end(),
        [&](const Statement &statement) { return statement.name == name; });
    if (found == statements->end()) {
        return missing(name);
    }
    return std::move(found->sql);
}

} // namespace billhook::postgres
