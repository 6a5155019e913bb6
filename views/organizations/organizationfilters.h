#pragma once

#include "services/billing/organizations.h"

#include <QString>
#include <QWidget>

#include <array>
#include <functional>

class QMenu;
class QPushButton;

namespace billhook::organizations {

/** What the list can be filtered by, each a button with a menu of the values there are; two at once. */
class OrganizationFilters final : public QWidget
{
    Q_OBJECT

public:
    explicit OrganizationFilters(QWidget *parent = nullptr);

    void setValues(const billing::OrganizationBasis &basis);
    void clear();
    bool any() const; ///< other than the hidden archive

Q_SIGNALS:
    void changed(const billhook::billing::OrganizationQuery &query); ///< the filters of it

private:
    struct Filter
    {
        QString title;
        QString billing::OrganizationQuery::*value{};
        QStringList billing::OrganizationBasis::*values{};
        QString (*text)(const QString &){};
        QPushButton *button{};
        QMenu *menu{};
    };

    void createFilter(Filter &filter);
    void fill(Filter &filter, const QStringList &values);
    void choose(const Filter &filter, const QString &value);
    void show();

    billing::OrganizationQuery m_query;
    std::array<Filter, 3> m_filters;
    QPushButton *m_archived;
};

} // namespace billhook::organizations
