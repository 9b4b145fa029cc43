"""What TMDB's codes stand for: genres, countries, languages, and how far a film or series has come.

Genres, countries and languages are those that the API lists under /3/genre/movie/list, /3/genre/tv/list,
/3/configuration/countries and /3/configuration/languages (https://developer.themoviedb.org/reference).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# By number, since names come in the language that was asked for. "Foreign", no longer in use, tells how a film stands
# to the United States and is no genre.
GENRES: Mapping[int, tuple[str, Sequence[str]]] = {
    12: ("Adventure", ["adventure"]),
    14: ("Fantasy", ["fantasy"]),
    16: ("Animation", ["animation"]),
    18: ("Drama", ["drama"]),
    27: ("Horror", ["horror"]),
    28: ("Action", ["action"]),
    35: ("Comedy", ["comedy"]),
    36: ("History", ["history"]),
    37: ("Western", ["western"]),
    53: ("Thriller", ["thriller"]),
    80: ("Crime", ["crime"]),
    99: ("Documentary", ["documentary"]),
    878: ("Science Fiction", ["science-fiction"]),
    9648: ("Mystery", ["mystery"]),
    10402: ("Music", ["music"]),
    10749: ("Romance", ["romance"]),
    10751: ("Family", ["family"]),
    10752: ("War", ["war"]),
    10759: ("Action & Adventure", ["action-and-adventure"]),
    10762: ("Kids", ["children"]),
    10763: ("News", ["news"]),
    10764: ("Reality", ["reality-show"]),
    10765: ("Sci-Fi & Fantasy", ["science-fiction-and-fantasy"]),
    10766: ("Soap", ["soap-opera"]),
    10767: ("Talk", ["talk-show"]),
    10768: ("War & Politics", ["war-and-politics"]),
    10769: ("Foreign", []),
    10770: ("TV Movie", ["television-film"]),
}

# Codes of TMDB's own, and the one that ISO gave twice; all others are codes of ISO 3166, present or withdrawn.
COUNTRIES: Mapping[str, str] = {
    "CS": "country:CSXX",  # Serbia and Montenegro; Czechoslovakia, which had the code before, is XC
    "XC": "country:CSHH",  # Czechoslovakia
    "XG": "country:DDDE",  # East Germany
    "XI": "country:GB",  # Northern Ireland, a part of the United Kingdom
}

_ISO_639_1 = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en "
    "eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv "
    "ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne "
    "ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss "
    "st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
# BCP 47 tags by code; none for "xx", which says that there is no language.
LANGUAGES: Mapping[str, str] = {code: code for code in _ISO_639_1.split()} | {
    "cn": "yue",  # Cantonese
    "mo": "ro",  # Moldavian: the tag was given up for this one
    "xx": "",
}

HAPPENED, PLANNED = "happened", "planned"
# By TMDB's word: the status of the making, and that of the first release; empty where neither is said.
FILM_STATUSES: Mapping[str, tuple[str, str]] = {
    "Rumored": (PLANNED, PLANNED),
    "Planned": (PLANNED, PLANNED),
    "In Production": (HAPPENED, PLANNED),
    "Post Production": (HAPPENED, PLANNED),
    "Released": (HAPPENED, HAPPENED),
    "Canceled": ("", ""),
}
SERIES_STATUSES: Mapping[str, tuple[str, str]] = {
    "Planned": (PLANNED, PLANNED),
    "In Production": (HAPPENED, PLANNED),
    "Pilot": (HAPPENED, PLANNED),
    "Returning Series": (HAPPENED, HAPPENED),
    "Ended": (HAPPENED, HAPPENED),
    "Canceled": (HAPPENED, HAPPENED),  # a series is canceled after it was shown
}

_READ = (
    "alternative_titles created_by credits crew external_ids first_air_date genres homepage id imdb_id name networks "
    "origin_country original_language original_name original_title production_companies production_countries "
    "release_date runtime spoken_languages status title translations"
)
# Left out on purpose: texts of others, pictures, votes, money, credits of actors, what is said elsewhere.
_LEFT_OUT = (
    "account_states adult aggregate_credits backdrop_path belongs_to_collection budget cast changes content_ratings "
    "episode_groups episode_run_time images in_production keywords languages last_air_date last_episode_to_air lists "
    "media_type movie_id next_episode_to_air number_of_episodes number_of_seasons overview popularity poster_path "
    "recommendations release_dates revenue reviews screened_theatrically seasons similar softcore tagline type video "
    "videos vote_average vote_count watch/providers"
)
KNOWN_KEYS = frozenset([*_READ.split(), *_LEFT_OUT.split()])
