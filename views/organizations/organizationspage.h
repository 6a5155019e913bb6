#pragma once

#include "views/organizations/organizationselection.h"
#include "views/organizations/organizationspresenter.h"
#include "views/shell/page.h"

#include <QString>

class QLabel;
class QLineEdit;
class QPushButton;
class QStackedLayout;

namespace billhook::widgets {
class DataTable;
class StateView;
} // namespace billhook::widgets

namespace billhook::organizations {

class OrganizationFilters;

/**
 * Every organization: sort by any column, filter, search, choose; count and sums of what is left and of what
 * is chosen. Space chooses the current row, Ctrl+A all, Esc none; typing searches.
 */
class OrganizationsPage final : public shell::Page
{
    Q_OBJECT

public:
    explicit OrganizationsPage(const OrganizationsSource &source, QWidget *parent = nullptr);

    OrganizationsPresenter &presenter() { return *m_presenter; }
    OrganizationSelection &selection() { return *m_selection; }

    void refresh() override;
    void applyChanges(const QSet<QString> &areas) override;
    void setRange(const widgets::RangeChoice &choice) override; ///< starts reading; the list has no period

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *createToolbar();
    QWidget *createFooter();
    void createTable();
    void createColumns();
    void createKeys();
    void sortBy(int column, Qt::SortOrder order);
    void clearFilters();
    void showState();
    void showStateView(bool failed);
    void showFooter();
    QString selectionText() const;

    OrganizationsPresenter *m_presenter;
    OrganizationSelection *m_selection;
    OrganizationFilters *m_filters;
    QLineEdit *m_filter = nullptr;
    QPushButton *m_arrivals = nullptr;
    QStackedLayout *m_stack = nullptr;
    widgets::DataTable *m_table = nullptr;
    widgets::StateView *m_stateView = nullptr;
    QLabel *m_count = nullptr;
    QLabel *m_hidden = nullptr;
    int m_sortColumn = 0; ///< as shown in the head
    Qt::SortOrder m_sortOrder = Qt::DescendingOrder;
};

} // namespace billhook::organizations
