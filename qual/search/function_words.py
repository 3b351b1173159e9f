"""Words that carry no subject: articles, pronouns, auxiliaries and the small change of talk, by language.

They are parts of the languages themselves, written down for qual. Apostrophes end a word here as in a search, so
the halves of "didn't" stand in the lists.
"""

from __future__ import annotations

from functools import lru_cache

from qual.search.words import fold, stemmer

_ENGLISH = """
a about above across actually after again against ago ah ain all almost along already also although always am
among an and another any anybody anymore anyone anything anyway are aren around as at away back basically be
because been before behind being below beside besides best better between bit both but by came can cannot come
comes coming could couldn course d did didn do does doesn doing don done down during each eight eighteen eighty
either eleven else enough er erm especially etc even eventually ever every everybody everyone everything exactly
far few fifteen fifty five for forty four fourteen from further gave get gets getting give gives go goes going
gone gonna got gotta had hadn has hasn have haven having he hence her here hers herself him himself his hm hmm
how however huh hundred i if in indeed instead into is isn it its itself just keep kept kind kinda knew know
known knows last later least less let like literally little ll look looked looking looks lot lots m made make
makes making many may maybe me mean means might mightn million mine mm mmm more most mostly much must mustn my
myself need needn needs neither never nevertheless next nine nineteen ninety no nobody none nor not nothing now
obviously of off often oh ok okay on once one ones only onto or other others otherwise ought our ours ourselves
out over own perhaps pretty probably put quite rather re really right s said same saw say saying says second see
seem seemed seems seen seven seventeen seventy several shall she should shouldn simply since six sixteen sixty
so some somebody somehow someone something sometimes somewhere soon sort still stuff such sure t take taken
takes taking tell ten than that the their theirs them themselves then there therefore these they thing things
think thinking thirteen thirty this those though thought thousand three through thus till to today together told
too took toward towards twelve twenty two uh um under unless until up upon us used usually ve very via wanna
want wanted wants was wasn way ways we well went were weren what whatever when whenever where wherever whether
which while who whoever whole whom whose why will with within without won would wouldn yeah yes yet you your
yours yourself yourselves
"""
_GERMAN = """
ab aber ach alle allem allen aller alles als also am an andere anderen anderer anderes auch auf aus bei beim bin
bis bisschen bist da dabei dadurch dafür dagegen daher dahin damals damit danach dann daran darauf daraus darf
das dass davon davor dazu dein deine dem den denen denn der deren des deshalb dessen dich die dies diese diesem
diesen dieser dieses dir doch dort du durch eben ebenso eher eigentlich ein eine einem einen einer eines einfach
einige einigen einmal er erst es etwa etwas euch euer eure für gab ganz gar gehen geht gemacht genau gerade gern
gesagt gewesen gibt ging gleich gut habe haben halt hast hat hatte hatten hier hin hinter hätte ich ihm ihn
ihnen ihr ihre ihrem ihren ihrer im immer in ins irgendwann irgendwas irgendwie ist ja jede jedem jeden jeder
jedes jedoch jemand jetzt kam kann kein keine keinem keinen keiner komme kommen kommt konnte können könnte
lassen lässt machen macht mal man manche manchmal mehr mein meine meinem meinen meiner meist mich mir mit muss
musste müssen nach nachdem natürlich neben nein nicht nichts nie niemand noch nun nur ob oder oft ohne okay
sagen sagt sah schon sehr sei sein seine seinem seinen seiner seit selbst sich sie sind so sogar solche soll
sollte sondern sonst soweit sowie trotzdem um und uns unser unsere unter viel viele vielen vielleicht vom von
vor wann war waren warum was weg wegen weil weiter weiß welche welcher wenig wenn wer werde werden weshalb wie
wieder wieso will wir wird wirklich wo wohl wollen wollte worden wurde wurden wäre würde würden zu zum zur zwar
zwischen ähm über überhaupt
"""
_FRENCH = """
afin ah ai aie ainsi alors après as assez au aucun aucune aujourd auparavant aussi autant autre autres aux
avaient avais avait avant avec avez avoir avons ayant beaucoup bien bon bref c car ce ceci cela celle celles
celui cependant ces cet cette ceux chaque chez ci comme comment contre d dans de dedans dehors depuis des deux
devrait dire dit dois doit donc dont du dès déjà elle elles en encore enfin ensuite entre es est et eu euh eux
faire fais faisait fait faut fois font hein hors hui ici il ils j jamais je jusqu jusque juste l la le lequel
les leur leurs loin lors lorsque lui là m ma maintenant mais malgré me mes mien mieux moi moins mon même mêmes n
ne ni non nos notre nous nouveau on ont or ou oui outre où par parce parfois pas peu peut peux plupart plus
plusieurs plutôt pour pourquoi pourtant pouvait pouvoir presque près puis puisque qu quand que quel quelle
quelles quelque quelques quels qui quoi s sa sais sait sans se sera serait ses seulement si sien soi soit sommes
son sont sorte souvent suis sur t ta tant te tel telle tellement tes toi ton toujours tous tout toute toutes
trop très tu un une va vais vers voilà voir vois vont vos votre voulait vous vraiment vu y à ça étaient étais
était été être
"""
_SPANISH = """
a acá ahora ahí al algo alguien alguna algunas alguno algunos algún allá allí ante antes aquel aquella aquellas
aquello aquellos aquí así aunque aún bajo bastante bien bueno cada casi claro como con conmigo contigo contra
cosa cosas cual cualquier cuando cuanto cuál cuándo cómo de decir del demás dentro desde después dice digo dijo
donde dos durante dónde e el ella ellas ello ellos en entonces entre era eran eras eres es esa esas ese eso esos
estaba estaban estar estas este esto estos estoy está están fin fue fueron fui ha haber hablar había habían hace
hacer hacia han has hasta hay haya he hemos hizo hoy igual incluso ir jamás junto la las le les lo los luego mas
me mejor menos mi mientras mis misma mismas mismo mismos mucha muchas mucho muchos muy más mí mía mío nada nadie
ni ninguna ninguno ningún no nos nosotras nosotros nuestra nuestras nuestro nuestros nunca o os otra otras otro
otros para parece pero poca poco pocos poder podía por porque puede pueden puedo pues que quien quienes quiero
quién qué realmente se sea según ser si sido siempre sin sino sobre sois solo somos son soy su sus suya suyo sé
sí sólo también tampoco tan tanto te tener tengo ti tiene tienen toda todas todavía todo todos tras tu tus tú un
una unas uno unos usted ustedes va vamos van varias varios veces ver vez voy y ya yo él éste
"""
_ITALIAN = """
a abbastanza abbiamo ad adesso ai al alcuni alcuno alla alle allo allora altra altre altri altro anche ancora
appena avendo aver avere aveva avevano avevo avuto beh bene c che chi ci cioè ciò coi col come comunque con cosa
cose così cui d da dai dal dalla dalle dallo davvero degli dei del dell della delle dello dentro di dice dico
dire dopo dove dunque e ecco ed era erano ero essere fa fare fatto fin fino forse fra già gli ha hai hanno ho i
il in infatti insomma io l la le lei li lo loro là lì ma magari mai male me meglio meno mentre mi mia mie miei
mio molta molte molti molto ne negli nei nel nell nella nelle nello nessuno niente no noi non nostra nostri
nostro o od ogni oppure ora per perché però piuttosto più poco poi possiamo posso proprio purtroppo può qua
qualche qualcosa qualcuno quale quali quando quanto quasi quella quelle quelli quello questa queste questi
questo qui quindi sarà se sei sempre senza si sia siamo sono sta stare stata stati stato stava stesso sto su sua
sue sui sul sulla suo suoi sì tanta tante tanti tanto te ti tipo tra tu tua tue tuo tuoi tutta tutte tutti tutto
un una uno va vabbè vado vero verso vi via voi volta volte vostro è
"""
_DUTCH = """
aan achter af al alle alleen alles als altijd ander andere anders beetje ben bij bijna daar daarna daarom dan
dat de den der deze die dit doen doet door dus echt een eens eerst eh eigenlijk elk elke en enkele er erg even
gaan gaat geen gehad geweest gewoon gezegd ging goed haar had hadden heb hebben heeft heel hele hem hen het hier
hij hoe hoor hun iemand iets ik in inderdaad ineens is ja je jij jou jouw jullie kan kom komen komt kon konden
kunnen later maakt maar maken me meer meest meestal men met mij mijn misschien moest moet moeten na naar
natuurlijk nee net niemand niet niets nog nooit nou nu of om omdat onder ons onze ook op over paar precies soms
soort steeds te tegen ten ter terug toch toe toen tot tussen uit uw van vanaf veel vind vond voor vooral waar
waarom wanneer want waren was wat we weer weet weg wel welke werd werden wie wij wil wilde worden wordt zal ze
zeer zeg zeggen zegt zei zelf zich zij zijn zo zoals zonder zou zouden
"""
_PORTUGUESE = """
a acho agora ainda algo algum alguma algumas alguns alguém ali ante antes ao aos apenas aquela aquelas aquele
aqueles aqui aquilo as assim através até aí bem bom cada coisa coisas com como contra da das daí de dela dele
deles demais depois desde dessa desse desta deste disse dizer do dos e ela elas ele eles em enquanto entre então
era eram essa essas esse esses esta estar estava estavam este estes estou está estão eu faz fazer fez foi foram
fui gente haver havia hoje há isso isto já lhe lhes lo logo lá mais mas me mesma mesmo meu meus mim minha minhas
muita muitas muito muitos na nada nas nela nele nem nenhum nenhuma ninguém no nos nossa nosso num numa nunca não
nós o onde os ou outra outras outro outros para pela pelas pelo pelos perante pode pois por porque porquê pouco
pra primeiro pro qual qualquer quando quanto quase que quem quer querer realmente se seja sem sempre sendo ser
será seu seus si sido sim sobre sou sua suas são só também tanto te tem tenho ter teve ti tinha tinham tipo toda
todas todo todos tu tudo tão têm um uma umas uns vai vamos vez vezes você vocês vou à às é
"""
_LISTS = {
    "english": _ENGLISH, "german": _GERMAN, "french": _FRENCH, "spanish": _SPANISH, "italian": _ITALIAN,
    "dutch": _DUTCH, "portuguese": _PORTUGUESE,
}  # fmt: skip


def known(language: str) -> bool:
    """Whether the function words of a language are known."""
    return language in _LISTS


def term(word: str, language: str) -> str:
    """What all forms of a word share: its folded stem, one for each word."""
    return min(stemmer(language).terms(fold(word)), key=lambda one: (len(one), one))


@lru_cache(maxsize=8)
def function_words(language: str) -> frozenset[str]:
    """The terms (see `term`) of a language's function words; none of a language that is not known."""
    return frozenset(
        made for word in _LISTS.get(language, "").split() for made in (fold(word), term(word, language))
    )
