#pragma once

#include "models/domain/userrow.h"
#include "views/shell/loaded.h"

#include <QList>
#include <QWidget>

#include <optional>

class QVBoxLayout;

namespace billhook::users {

using LoadedMemberships = shell::Loaded<QList<domain::UserMembership>>;

/** One user: who it is, where it belongs, and what those organizations pay for. */
class UserPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit UserPanel(QWidget *parent = nullptr);

    void showUser(const domain::UserRow &user, const LoadedMemberships &memberships);

Q_SIGNALS:
    void closed();
    void organizationFollowed(const QString &organization); ///< its id

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    /// What the rows were made of: they are left alone while it is the same, and the keyboard's place in
    /// them.
    struct Shown
    {
        domain::UserRow user;
        std::optional<QList<domain::UserMembership>> memberships;
        QString error;

        bool operator==(const Shown &) const = default;
    };

    void showHead(const domain::UserRow &user);
    void showMemberships(const LoadedMemberships &memberships);
    void showMembership(const domain::UserMembership &membership);
    void addField(const QString &label, const QString &value);
    void addLine(QWidget *left, QWidget *right);
    void addSentence(const QString &sentence);

    QWidget *m_content = nullptr; ///< made anew for each user
    QVBoxLayout *m_rows = nullptr;
    std::optional<Shown> m_shown;
};

} // namespace billhook::users
