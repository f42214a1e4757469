"""A whole day of the assembly, in a rehearsal: two desks, two screens, thirty telephones and twelve
tables, from the first badge to what was decided, with the network cut where it hurts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.conftest import PATIENCE as USUAL
from tests.browser.test_rehearsal import BANNER, begin_rehearsal, entries, take_role
from tests.browser.test_room import CODE, codes
from tests.integration.test_ceremony import pages_of

pytestmark = pytest.mark.browser

TELEPHONES, TABLES = 30, 12
PATIENCE = 30_000
"""Milliseconds: forty-six pages are served by one process beside other tests."""

SEATED = r"Tables? (\d+)[\d, ]* " + CODE + r"\s+Répétition"
TOPIC = "Premier tour de tables"
QUESTION = "Quelle cour ouvrir d’abord ?"
STATEMENT = "Une cour d’école est à tout le quartier."
VOTE = "Par quoi commencer ?"
PAPER = "Ouvrir trois cours dès l’été ?"
DECIDED = "Nous ouvrons trois cours dès l’été."


@dataclass
class Hall:
    """Everybody's devices, each a browser of its own. `seats`: by the code of a badge, the table of
    the first round that is printed on it."""

    browser: Browser
    site: str
    closing: ExitStack
    seats: dict[str, int] = field(default_factory=dict)
    telephones: list[Page] = field(default_factory=list)
    tables: list[Page] = field(default_factory=list)
    screens: list[Page] = field(default_factory=list)

    def device(self, width: int, height: int) -> Page:
        """One more device."""
        context = self.browser.new_context(
            base_url=self.site, viewport={"width": width, "height": height}
        )
        self.closing.callback(context.close)
        context.set_default_timeout(PATIENCE)
        return context.new_page()

    def show(self, words: str) -> None:
        """Every screen shows this."""
        for screen in self.screens:
            expect(screen.locator("#room").get_by_text(words).first).to_be_visible()

    def tell(self, words: str) -> None:
        """Every telephone shows this."""
        for telephone in self.telephones:
            expect(telephone.get_by_text(words).first).to_be_visible()


@contextmanager
def cut(page: Page) -> Iterator[BrowserContext]:
    """This device without a network."""
    page.context.set_offline(True)
    yield page.context
    page.context.set_offline(False)


@pytest.fixture
def hall(browser: Browser, site: str) -> Iterator[Hall]:
    """An empty hall, in which a busy machine may take its time."""
    expect.set_options(timeout=PATIENCE)
    with ExitStack() as closing:
        yield Hall(browser=browser, site=site, closing=closing)
    expect.set_options(timeout=USUAL)


def prepare(desk: Page, day: str) -> None:
    """The organiser, before: what tables and the hall are asked, twelve tables and their signs."""
    desk.goto(day)
    desk.get_by_role("link", name="Changer l’ordre du jour").click()
    for number, words in ((4, QUESTION), (5, STATEMENT)):
        desk.get_by_label(f"Questions ou affirmations du point {number}").fill(words)
    desk.get_by_role("button", name="Enregistrer l’ordre du jour").click()
    desk.get_by_role("link", name="Régler les tables").click()
    desk.get_by_role("link", name="Tout composer de nouveau").click()
    desk.get_by_label("Nombre de tables").fill(str(TABLES))
    desk.get_by_role("button", name="Composer les tables").click()
    expect(desk.get_by_role("heading", name="Ronde 1")).to_be_visible()
    desk.goto(day)
    desk.get_by_role("link", name="Les panneaux des tables").click()
    desk.get_by_label("Tables", exact=True).fill(str(TABLES))
    desk.get_by_role("button", name="Préparer les panneaux").click()
    expect(desk.get_by_role("link", name=f"Imprimer {TABLES} panneaux")).to_be_visible()
    desk.goto(day)
    desk.get_by_role("link", name="Ouvrir la séance").click()
    desk.get_by_role("button", name="Ouvrir la séance maintenant").click()
    expect(desk.get_by_text("La séance est ouverte.")).to_be_visible()


def scan(reception: Page, code: str, said: str | re.Pattern[str]) -> None:
    """As a hand scanner does."""
    reception.get_by_label("Nom ou code du badge").fill(code)
    with reception.expect_navigation():
        reception.keyboard.press("Enter")
    expect(reception.locator("#announcements, h2").get_by_text(said).first).to_be_visible()


def let_in(hall: Hall, reception: Page, day: str, inside: str) -> None:
    """Twenty-eight badges are read, one of them twice; somebody left theirs at home; somebody whom
    no list knows walks in. Each opens the day on a telephone."""
    reception.goto(f"{day}accueil/")
    printed = codes(reception, day)
    hall.seats = {"".join(code): int(table) for table, *code in re.findall(SEATED, printed)}
    named = list(hall.seats)[: TELEPHONES - 1]
    blank = "".join(re.findall(CODE, printed)[-1])
    for code in named:
        telephone = hall.device(360, 720)
        telephone.goto(f"{inside}/b/{code}")
        expect(telephone.get_by_text("Passez à l’accueil.")).to_be_visible()
        hall.telephones.append(telephone)
    for number, code in enumerate(named[:-1], start=1):
        scan(reception, f"{inside}/b/{code}", "est là")
        expect(reception.locator("#there")).to_have_text(re.compile(rf"^{number} personnes? "))
        if number == 10:
            scan(reception, code, "déjà là depuis")
            expect(reception.locator("#there")).to_have_text("10 personnes sont là")
    forgetful = hall.telephones[-1].locator("main p").first.inner_text().partition(" · ")[0]
    reception.get_by_label("Nom ou code du badge").fill(forgetful)
    reception.get_by_role("button", name="Chercher").click()
    reception.get_by_role("button", name=f"Noter la présence : {forgetful}").first.click()
    expect(reception.get_by_text(f"{forgetful} est là.")).to_be_visible()

    scan(reception, blank, "sans nom : à qui le remettez-vous ?")
    reception.get_by_role("link", name="Accueillir une personne venue sans inscription").click()
    reception.get_by_label("Prénom").fill("Gaspard")
    reception.get_by_role("button", name="Noter sa présence").click()
    expect(reception.get_by_text("Gaspard est là.")).to_be_visible()
    walked_in = hall.device(360, 720)
    walked_in.goto(f"{inside}/b/{blank}")
    expect(walked_in.get_by_text("Gaspard").first).to_be_visible()
    expect(walked_in.get_by_text("Passez à l’accueil.")).to_have_count(0)
    hall.telephones.append(walked_in)
    expect(reception.locator("#there")).to_have_text(f"{TELEPHONES} personnes sont là")
    hall.tell("La parole")


def sit_down(hall: Hall, desk: Page, chair: Page, day: str, inside: str) -> None:
    """The item at tables begins: screens say who sits where, each telephone its table; twelve tables
    write, one of them without a network for a while."""
    chair.goto(f"{day}conduire/")
    chair.get_by_role("button", name=re.compile(f"^Commencer : {TOPIC}")).click()
    expect(chair.get_by_text("Point 4, commencé")).to_be_visible()
    hall.show("Votre table, ronde 1")
    for telephone in hall.telephones:
        expect(telephone.get_by_text(TOPIC).first).to_be_visible()
    for telephone, table in zip(hall.telephones[:-1], hall.seats.values(), strict=False):
        seat = telephone.locator(".now").filter(has_text="Votre table, ronde 1")
        expect(seat.locator(".figure-big")).to_have_text(str(table))
    printed = desk.request.get(f"{day}tables/panneaux.pdf", max_retries=2)
    assert printed.ok
    words = "".join(pages_of(printed.body())).replace("\n", "")
    signs = re.findall(r"/t/([2-9a-z]{10})", words)
    assert len(set(signs)) == TABLES
    for number, sign in enumerate(signs, start=1):
        table = hall.device(390, 800)
        table.goto(f"{inside}/t/{sign}")
        own = table.get_by_role("heading", name=f"Table {number}", exact=True)
        expect(own, f"table {number}: {sign}").to_be_visible()
        expect(table.get_by_role("heading", name=QUESTION)).to_be_visible()
        table.get_by_label("Ce qui se dit").fill(f"La table {number} veut de l'ombre.")
        hall.tables.append(table)
    for table in hall.tables:
        expect(kept(table)).to_have_text(re.compile("enregistré à"))
    caught = hall.tables[6]
    with cut(caught):
        caught.get_by_label("Nos accords").fill("Ouvrir le soir.")
        expect(kept(caught)).to_have_text("gardé dans cet appareil, sera envoyé")
    expect(kept(caught)).to_have_text(re.compile("enregistré à"))
    chair.get_by_role("link", name="Toutes les tables : leurs notes").click()
    for number in range(1, TABLES + 1):
        expect(chair.get_by_text(f"La table {number} veut de l’ombre.").first).to_be_visible()
    expect(chair.get_by_text("Ouvrir le soir.").first).to_be_visible()


def kept(table: Page) -> Locator:
    return table.locator("form[data-question='1'] .kept")


def take_sides(hall: Hall, chair: Page, day: str) -> None:
    """The moving debate; a screen is cut while the hall is counted, and catches up. A point of order
    interrupts it."""
    chair.goto(f"{day}conduire/")
    chair.get_by_role("button", name=re.compile("^Point suivant")).click()
    expect(chair.get_by_text("Point 5, commencé")).to_be_visible()
    hall.show(STATEMENT)
    for table in hall.tables:
        expect(table.get_by_text("Ce point est terminé.").first).to_be_visible()
    chair.get_by_role("link", name="Compter les positions, noter les arguments").click()
    with cut(hall.screens[1]):
        for label, people in (("D’accord", 14), ("Entre les deux", 6), ("Pas d’accord", 10)):
            chair.get_by_label(label, exact=True).fill(str(people))
        chair.get_by_role("button", name="Noter ce comptage").click()
        counted = "14 d’accord, 6 entre les deux, 10 pas d’accord"
        expect(hall.screens[0].get_by_text(counted)).to_be_visible()
        expect(hall.screens[1].locator("#live-note")).to_contain_text("Connexion perdue")
        expect(hall.screens[1].get_by_text(counted)).to_have_count(0)
    hall.show(counted)
    chair.get_by_label("Un argument, sans dire de qui").fill("Le samedi, elle est vide.")
    chair.get_by_role("button", name="D’accord", exact=True).click()
    hall.show("Le samedi, elle est vide.")

    chair.goto(f"{day}conduire/")
    chair.get_by_role("link", name="Point d’ordre", exact=True).click()
    chair.get_by_label("Qui le demande ?").select_option(index=1)
    chair.get_by_label("Ce qui est demandé").fill("Une pause avant le vote.")
    chair.get_by_role("button", name="Noter le point d’ordre").click()
    expect(chair.get_by_text("Le point d’ordre est noté.")).to_be_visible()
    chair.get_by_role("link", name="Trancher : Une pause avant le vote.").click()
    chair.get_by_label("Ce que la présidence décide").fill("Cinq minutes.")
    chair.get_by_role("button", name="Enregistrer la décision").click()
    expect(chair.get_by_text("Cinq minutes.").first).to_be_visible()


def ask(desk: Page, day: str, question: str, channel: str, options: str = "") -> str:
    """The organiser words a vote and opens it. Returns its page at the desk."""
    desk.goto(day)
    desk.get_by_role("link", name="Préparer un vote").click()
    desk.get_by_label("Nature du vote").select_option(label="Vote indicatif de l’assemblée")
    desk.get_by_label("Question").fill(question)
    if options:
        desk.get_by_role("textbox", name=re.compile("^Options")).fill(options)
    desk.get_by_role("button", name="Enregistrer le vote").click()
    desk.get_by_role("link", name="Ouvrir le vote").click()
    desk.get_by_label(channel).check()
    desk.get_by_role("button", name="Ouvrir le vote maintenant").click()
    expect(desk.get_by_text("Le vote est ouvert.")).to_be_visible()
    return desk.url


def vote(telephone: Page) -> None:
    telephone.get_by_label("Un bus").check()
    telephone.get_by_role("button", name="Voter").click()
    expect(telephone.get_by_text("Vous avez répondu")).to_be_visible()


def vote_by_telephone(hall: Hall, desk: Page, day: str) -> None:
    """Thirty vote; one has no network as they press, one screen is closed and another opened, the
    desk is reloaded: every voice is counted once."""
    opened = ask(desk, day, VOTE, "par téléphone, vote public", "Un parc\nUn bus")
    hall.show(VOTE)
    hall.show("Personne n’a encore voté.")
    hall.tell(VOTE)
    *others, last = hall.telephones
    for telephone in others[:15]:
        vote(telephone)
    hall.show("15 ont voté")
    gone = hall.screens.pop()
    address, again = gone.url, gone.context
    gone.close()
    for telephone in others[15:]:
        vote(telephone)
    hall.screens.append(again.new_page())
    hall.screens[-1].goto(address)
    hall.show("29 ont voté")
    with cut(last):
        last.get_by_label("Un parc").check()
        last.get_by_role("button", name="Voter").click()
        last.wait_for_url("chrome-error://**")
    desk.reload()
    expect(desk.get_by_text(f"Ont voté : 29 sur {TELEPHONES}")).to_be_visible()
    last.goto(f"{day.partition('/bureau/')[0]}/jour/")
    vote(last)
    hall.show("30 ont voté")
    desk.goto(opened)
    desk.get_by_role("button", name="Clore le vote").click()
    desk.get_by_role("button", name="Publier le résultat").click()
    hall.show(f"Sur {TELEPHONES} bulletins")
    hall.show("Un bus (30 approbations)")


def vote_on_paper(hall: Hall, desk: Page, teller: Page, day: str) -> None:
    """Two count apart; they differ, count again, agree."""
    opened = ask(desk, day, PAPER, "sur papier", "Trois cours\nUne cour")
    hall.show("On vote sur papier")
    hall.show(PAPER)
    desk.get_by_role("button", name="Clore le vote").click()

    def enter(one: Page, three: int, single: int) -> None:
        one.goto(opened)
        one.get_by_role("link", name="Saisir un comptage").click()
        expect(one.get_by_label("Trois cours")).to_be_visible()
        for box in one.get_by_role("spinbutton").all():
            box.fill("0")
        one.get_by_label("Trois cours").fill(str(three))
        one.get_by_label("Une cour").fill(str(single))
        one.get_by_label("Bulletins exprimés ou blancs").fill(str(TELEPHONES))
        one.get_by_role("button", name="Enregistrer ce comptage").click()
        expect(one.get_by_text("Le comptage est enregistré")).to_be_visible()

    publish = desk.get_by_role("button", name="Publier le résultat")
    enter(desk, 19, 11)
    expect(desk.get_by_text("Saisi. Il s’affichera quand le second comptage")).to_be_visible()
    enter(teller, 20, 10)
    expect(teller.get_by_role("status").filter(has_text="diffèrent")).to_be_visible()
    expect(publish).to_have_count(0)
    enter(desk, 19, 11)
    enter(teller, 19, 11)
    desk.goto(opened)
    publish.click()
    expect(desk.get_by_text("Le résultat est publié.")).to_be_visible()
    hall.show("Trois cours (19 approbations)")


def go_home(hall: Hall, desk: Page, chair: Page, day: str) -> None:
    """The questions of the end, what was decided: on the screens, on each telephone, in public."""
    chair.goto(f"{day}conduire/")
    last = chair.locator("ol.run > li").last
    last.get_by_role("button").click()
    expect(last.get_by_text("en cours")).to_be_visible()
    for telephone in hall.telephones[:12]:
        said = telephone.get_by_role("group", name="Avez-vous pu dire")
        expect(said).to_be_visible()
        said.get_by_label("Oui", exact=True).check()
        telephone.get_by_role("button", name="Envoyer").click()
        expect(telephone.get_by_text("Merci. Vous pouvez changer d")).to_be_visible()
    desk.goto(day)
    desk.get_by_role("link", name="Lever la séance").click()
    desk.get_by_label("Ce que l’Assemblée a décidé").fill(DECIDED)
    desk.get_by_role("button", name="Publier et lever la séance").click()
    expect(desk.get_by_text("La séance est levée.")).to_be_visible()
    hall.show("Merci")
    hall.show(DECIDED)
    hall.tell(DECIDED)
    desk.get_by_role("link", name="La page publique").click()
    decided = desk.get_by_role("heading", name="Ce que l’Assemblée a décidé aujourd’hui")
    expect(decided).to_be_visible()
    for words in (DECIDED, VOTE, PAPER, STATEMENT, "Une pause avant le vote."):
        expect(desk.get_by_text(words).first).to_be_visible()
    expect(desk.get_by_text("Gaspard")).to_have_count(0)


def finish(page: Page, day: str) -> None:
    """End the rehearsal, where it has not ended: two at once are all that an instance holds."""
    page.goto(day)
    if (fold := page.get_by_text("Recommencer, ou terminer")).count():
        fold.click()
        page.get_by_role("button", name="Terminer la répétition").click()


def test_a_whole_day_goes_from_the_first_badge_to_what_was_decided(page: Page, hall: Hall) -> None:
    before = entries(page)
    door = begin_rehearsal(page)
    inside = door.removesuffix("/entrer/")
    day = take_role(page, door, "Hélène")
    hall.closing.callback(finish, page, day)
    prepare(page, day)
    chair, reception, teller = (hall.device(1280, 900) for _device in range(3))
    take_role(chair, door, "Ambre")
    take_role(reception, door, "Rose")
    take_role(teller, door, "Maëlle")
    for _screen in range(2):
        screen = hall.device(1920, 1080)
        take_role(screen, door, "Ambre")
        screen.goto(f"{day}ecran/")
        expect(screen.get_by_text(BANNER)).to_be_visible()
        hall.screens.append(screen)
    chair.goto(f"{day}conduire/")
    chair.get_by_role("button", name="L’accueil", exact=True).click()
    hall.show("Bienvenue")
    let_in(hall, reception, day, inside)
    hall.show(f"{TELEPHONES} personnes sont là")
    chair.get_by_role("button", name="Ce qui se passe", exact=True).click()
    hall.show("Où en est-on ?")
    sit_down(hall, page, chair, day, inside)
    take_sides(hall, chair, day)
    vote_by_telephone(hall, page, day)
    vote_on_paper(hall, page, teller, day)
    go_home(hall, page, chair, day)
    finish(page, day)
    expect(page.get_by_role("heading", name="Répéter la journée")).to_be_visible()
    assert entries(page) == before
