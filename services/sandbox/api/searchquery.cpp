#include "services/sandbox/api/searchquery.h"

#include <QRegularExpression>

#include <algorithm>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t mostClauses = 10;

Refusal badQuery(const QString &what)
{
    return invalidParameter(
        "", "We were unable to parse your search query: " + what.toStdString() + ".", "query");
}

/** One clause at the beginning of a text. */
const QRegularExpression &clausePattern()
{
    static const QRegularExpression pattern(
        u"^\\s*(?<minus>-?)(?<field>[a-z_]+)(?:\\[(?<quote>['\"])(?<key>.*?)\\k<quote>\\])?(?<operator>[:~])"
        "(?:(?<null>null)|(?<mark>['\"])(?<value>(?:\\\\.|(?!\\k<mark>).)*)\\k<mark>|(?<word>[^\\s]+))"_s);
    return pattern;
}

QString unescaped(QString value)
{
    static const QRegularExpression escape(u"\\\\(.)"_s);
    return value.replace(escape, u"\\1"_s);
}

QString asText(const QJsonValue &value)
{
    if (value.isBool()) {
        return value.toBool() ? u"true"_s : u"false"_s;
    }
    return value.isDouble() ? QString::number(value.toInteger()) : value.toString();
}

} // namespace

Attempt<SearchQuery> SearchQuery::parse(const std::string &query, const std::vector<SearchField> &fields)
{
    static const QRegularExpression joint(u"^\\s+(AND|OR|)\\s*"_s, QRegularExpression::CaseInsensitiveOption);
    SearchQuery search;
    QString joiner;
    auto rest = QString::fromStdString(query).trimmed();
    while (!rest.isEmpty()) {
        const auto found = clausePattern().match(rest);
        if (!found.hasMatch()) {
            return badQuery(u"no clause at \""_s + rest.left(40) + u"\""_s);
        }
        const auto name = found.captured(u"field"_s);
        const auto field = std::find_if(fields.begin(), fields.end(),
            [&name](const SearchField &one) { return QString::fromStdString(one.name) == name; });
        const bool partly = found.captured(u"operator"_s) == u"~"_s;
        if (field == fields.end() || (partly && !field->partly)) {
            return badQuery(u"field `"_s + name + u"` is not searchable this way"_s);
        }
        const QString value = found.captured(u"value"_s) + found.captured(u"word"_s);
        search.m_clauses.push_back({ name, found.captured(u"key"_s), unescaped(value),
            !found.captured(u"minus"_s).isEmpty(), partly, !found.captured(u"null"_s).isEmpty() });
        rest = rest.mid(found.capturedLength());
        const auto next = joint.match(rest);
        if (rest.trimmed().isEmpty()) {
            break;
        }
        const auto word = next.captured(1).isEmpty() ? u"AND"_s : next.captured(1).toUpper();
        if (!next.hasMatch() || (!joiner.isEmpty() && joiner != word)) {
            return badQuery(u"AND and OR can't be combined, and clauses are joined by one of them"_s);
        }
        joiner = word;
        rest = rest.mid(next.capturedLength());
    }
    if (search.m_clauses.empty() || search.m_clauses.size() > mostClauses) {
        return badQuery(u"a query has one to ten clauses"_s);
    }
    search.m_any = joiner == u"OR"_s;
    return search;
}

bool SearchQuery::fits(const QJsonObject &document) const
{
    const auto one = [&document](const Clause &clause) { return fits(clause, document) != clause.negated; };
    return m_any ? std::any_of(m_clauses.begin(), m_clauses.end(), one)
                 : std::all_of(m_clauses.begin(), m_clauses.end(), one);
}

bool SearchQuery::fits(const Clause &clause, const QJsonObject &document)
{
    auto value = document.value(clause.field);
    if (!clause.key.isEmpty()) {
        value = value.toObject().value(clause.key);
    }
    if (clause.absent) {
        return value.isNull() || value.isUndefined();
    }
    const auto text = asText(value);
    return clause.partly ? text.contains(clause.value, Qt::CaseInsensitive)
                         : text.compare(clause.value, Qt::CaseInsensitive) == 0;
}

} // namespace billhook::sandbox
