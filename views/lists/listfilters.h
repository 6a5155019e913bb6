#pragma once

#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>
#include <QWidget>

#include <utility>
#include <vector>

class QMenu;

namespace billhook::lists {

class FilterButton;

/** One thing a list can be filtered by. */
struct FilterSetup
{
    QString name{}; ///< the list's own
    QString title{};
    QString (*text)(const QString &value) = nullptr; ///< in words; none: as it is
    QStringList choices{}; ///< empty: the values that there are
    QString offText{}; ///< a switch instead of choices: "hidden", while it is not set, and "shown"
    QString onText{};
    bool chosenElsewhere = false; ///< by a link; the button is there only while it is set
};

/** The filters as buttons, each with a menu of its values; two at once, which is what the indexes serve. */
class ListFilters final : public QWidget
{
    Q_OBJECT

public:
    explicit ListFilters(const QString &list, const QList<FilterSetup> &filters, QWidget *parent = nullptr);

    void setFilters(const QMap<QString, QString> &filters, const QMap<QString, QStringList> &values);
    /** What else a value is called, where its text is not enough: the name of an id. */
    void setWords(const QString &name, const QString &words);
    bool any() const; ///< apart from switches

Q_SIGNALS:
    void chosen(const QString &name, const QString &value); ///< empty: not set any more

private:
    struct Filter
    {
        FilterSetup setup;
        QString words;
        FilterButton *button = nullptr;
        QMenu *menu = nullptr;
    };

    static bool isSwitch(const Filter &filter) { return !filter.setup.offText.isEmpty(); }
    QString value(const Filter &filter) const { return m_values.value(filter.setup.name); }
    QString textOf(const Filter &filter, const QString &value) const;
    void create(Filter &filter, const QString &list);
    void fill(Filter &filter, const QStringList &values);
    void showFilter(const Filter &filter, bool roomForMore);

    std::vector<Filter> m_filters;
    QMap<QString, QString> m_values; ///< that are set
};

} // namespace billhook::lists
