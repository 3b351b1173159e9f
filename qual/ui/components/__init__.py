"""Parts of the screen that Streamlit has no widget for; the words of transcripts reach them as text only."""
